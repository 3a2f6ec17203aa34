import { minuteMs } from '#domain'
import { decayedFeature } from './decayed-feature.ts'
import { skipWeight } from './listening.ts'
import { sessionAboutTrack } from './track-keys.ts'

/**
 * What a listener skipped in a session: 1 before 30 s, 0.5 later, halved every 30 minutes, so that the newest skips
 * bend the session most. Owner `listenerInSession`, about `track:<id>`.
 */
export const sessionSkipped = decayedFeature({
  id: 'session-skipped@2',
  halfLifeMs: 30 * minuteMs,
  weigh: skipWeight,
  keys: sessionAboutTrack,
})
