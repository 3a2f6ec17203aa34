import { minuteMs } from '#domain'
import { decayedFeature } from './decayed-feature.ts'
import { isHeard } from './listening.ts'
import { sessionAboutTrack } from './track-keys.ts'

/**
 * What a listener heard in a session: 1 per play or skip after 30 s, halved every 30 minutes, so that what follows
 * leans on what was heard last. Owner `listenerInSession`, about `track:<id>`; `entries` lists every track heard.
 */
export const sessionHeard = decayedFeature({
  id: 'session-heard@2',
  halfLifeMs: 30 * minuteMs,
  weigh: (event) => (isHeard(event) ? 1 : 0),
  keys: sessionAboutTrack,
})
