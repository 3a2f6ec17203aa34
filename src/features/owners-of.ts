import type { AppEvent } from '#log'
import { entity, listenerInSession } from './entity.ts'

/**
 * Whose states the features of a listener change for an event: the listener, the listener in the session, and the session
 * that begins. Known without asking each feature, so that they can be loaded before the event is folded; features.test.ts
 * holds that it is all of them.
 */
export const ownersOf = (event: AppEvent): readonly string[] => {
  const listener = entity('listener', event.listenerId)
  if (!('sessionId' in event) || event.sessionId === undefined) return [listener]
  const inSession = listenerInSession(event.listenerId, event.sessionId)
  if (event.type !== 'session.started') return [listener, inSession]
  return [listener, inSession, entity('session', event.sessionId)]
}
