import { entity } from './entity.ts'
import type { Feature } from './feature.ts'

/**
 * Whose a session is: owner `session:<id>`, one entry about `listener:<id>`, the state is [when it was started]. No entry: no
 * such session. It is the one state that is not owned by a listener, because it leads to one: whoever is asked about
 * a session alone finds here whose states, and which partition's, are asked for. Written once, when the session starts.
 */
export const sessionListener: Feature<readonly [at: number]> = {
  id: 'session-listener@1',
  width: 1,
  keys: (event) =>
    event.type === 'session.started'
      ? [{ owner: entity('session', event.sessionId), about: entity('listener', event.listenerId) }]
      : [],
  fold: (state, event) => state ?? [event.at],
  value: (state) => (state === undefined ? 0 : 1),
}
