import { dayMs } from '#domain'
import { decayedFeature } from './decayed-feature.ts'
import { playWeight } from './listening.ts'
import { trackItself } from './track-keys.ts'

/** How much a track is played by everybody: plays, halved every 30 days. Owner `track:<id>`, about ''. */
export const trackPlays = decayedFeature({
  id: 'track-plays@1',
  halfLifeMs: 30 * dayMs,
  weigh: playWeight,
  keys: trackItself,
})
