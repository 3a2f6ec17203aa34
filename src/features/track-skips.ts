import { decayedFeature } from './decayed-feature.ts'
import { skipWeight } from './listening.ts'
import { trackItself } from './track-keys.ts'
import { trackHalfLifeMs } from './track-plays.ts'

/**
 * How much a track is skipped by everybody: 1 for a skip before 30 s, 0.5 for a later one, halved every 30
 * days (as `track-plays`, so that the two make a rate). Owner `track:<id>`, about ''.
 */
export const trackSkips = decayedFeature({
  id: 'track-skips@1',
  halfLifeMs: trackHalfLifeMs,
  weigh: skipWeight,
  keys: trackItself,
})
