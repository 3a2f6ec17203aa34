import { dayMs } from '#domain'
import { decayedFeature } from './decayed-feature.ts'
import { playWeight } from './listening.ts'
import { listenerAboutTrack } from './track-keys.ts'

/** How much a listener plays a track: plays, halved every 30 days. Owner `listener:<id>`, about `track:<id>`. */
export const listenerPlays = decayedFeature({
  id: 'listener-plays@1',
  halfLifeMs: 30 * dayMs,
  weigh: playWeight,
  keys: listenerAboutTrack,
})
