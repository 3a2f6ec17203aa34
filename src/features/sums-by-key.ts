import type { Instant, TrackKey } from '#domain'
import { createDecay } from './decayed-sum.ts'
import type { FeatureState } from './feature.ts'
import { trackHalfLifeMs } from './track-plays.ts'

/**
 * Two decayed sums for each track, by its key, in one array: what hundreds of tracks of a request are read from, where a
 * look-up by name in a table of each would wait for memory at every one. It grows with the catalogue.
 */
export interface SumsByKey {
  isKnown(key: TrackKey): boolean
  put(key: TrackKey, plays: FeatureState | undefined, skips: FeatureState | undefined): void
  /** Nothing is known of it until the next `put`. */
  forget(key: TrackKey): void
  /** As `trackPlays` and `trackSkips` tell them; 0 where nothing is known. */
  plays(key: TrackKey, asOf: Instant): number
  skips(key: TrackKey, asOf: Instant): number
}

/** Sum and moment of the plays, then of the skips. */
const stride = 4
const decay = createDecay(trackHalfLifeMs)

export const createSumsByKey = (): SumsByKey => {
  let sums = new Float64Array(0)
  let known = new Uint8Array(0)

  const grow = (key: TrackKey): void => {
    const slots = 2 * key + 1_024
    const grown = new Float64Array(slots * stride)
    grown.set(sums)
    sums = grown
    const knownOf = new Uint8Array(slots)
    knownOf.set(known)
    known = knownOf
  }

  const sumAt = (place: number, asOf: Instant): number =>
    decay.at(sums[place] ?? 0, sums[place + 1] ?? 0, asOf)

  return {
    isKnown: (key) => known[key] === 1,
    put: (key, [plays = 0, playedAt = 0] = [], [skips = 0, skippedAt = 0] = []) => {
      if (key >= known.length) grow(key)
      const place = key * stride
      sums[place] = plays
      sums[place + 1] = playedAt
      sums[place + 2] = skips
      sums[place + 3] = skippedAt
      known[key] = 1
    },
    forget: (key) => {
      if (key >= known.length) return
      sums.fill(0, key * stride, (key + 1) * stride)
      known[key] = 0
    },
    plays: (key, asOf) => sumAt(key * stride, asOf),
    skips: (key, asOf) => sumAt(key * stride + 2, asOf),
  }
}
