import { dayMs } from '#domain'
import { decayedFeature } from './decayed-feature.ts'
import { skipWeight } from './listening.ts'
import { listenerAboutTrack } from './track-keys.ts'

/**
 * How much a listener skips a track: 1 for a skip before 30 s, 0.5 for a later one, halved every 14 days: a
 * rejection is forgiven sooner than a play is forgotten. Owner `listener:<id>`, about `track:<id>`.
 */
export const listenerSkips = decayedFeature({
  id: 'listener-skips@1',
  halfLifeMs: 14 * dayMs,
  weigh: skipWeight,
  keys: listenerAboutTrack,
})
