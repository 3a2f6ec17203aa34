import { dayMs } from '#domain'
import { decayedFeature } from './decayed-feature.ts'
import { playWeight } from './listening.ts'
import { trackItself } from './track-keys.ts'

/** Of what everybody does with a track: one for plays and skips, so that the two make a rate. */
export const trackHalfLifeMs = 30 * dayMs

/** How much a track is played by everybody: plays, halved every 30 days. Owner `track:<id>`, about ''. */
export const trackPlays = decayedFeature({
  id: 'track-plays@1',
  halfLifeMs: trackHalfLifeMs,
  weigh: playWeight,
  keys: trackItself,
})
