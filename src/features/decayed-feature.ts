import { isTrackEvent, type TrackEvent } from '#log'
import { createDecay, type DecayedSum } from './decayed-sum.ts'
import type { EntityKey, Feature } from './feature.ts'

export interface DecayedFeature {
  readonly id: Feature['id']
  readonly halfLifeMs: number
  /** How much an event adds; 0 means the feature does not read it. */
  weigh(event: TrackEvent): number
  keys(event: TrackEvent): readonly EntityKey[]
  /** What is read out of the decayed sum; the sum itself when left out. */
  shape?(sum: number): number
}

const none: readonly EntityKey[] = []

/** A feature that adds up weighted track events and forgets them by half-life. */
export const decayedFeature = ({
  id,
  halfLifeMs,
  weigh,
  keys,
  shape = (sum) => sum,
}: DecayedFeature): Feature<DecayedSum> => {
  const decay = createDecay(halfLifeMs)
  const weightOf = (event: Parameters<Feature['keys']>[0]) => (isTrackEvent(event) ? weigh(event) : 0)
  return {
    id,
    width: 2,
    keys: (event) => (isTrackEvent(event) && weigh(event) !== 0 ? keys(event) : none),
    fold: (state, event) => decay.add(state, weightOf(event), event.at),
    value: (state, asOf) => shape(decay.sum(state, asOf)),
  }
}
