import { entity, listenerInSession } from './entity.ts'
import type { Feature } from './feature.ts'

/**
 * What a listener started a session from. Owner `listenerInSession`, about the seed (`track:<id>`, `artist:<id>` or
 * `tag:<tag>`); the state is [1, when]. Whose a session is says `session-listener`.
 */
export const sessionSeed: Feature<readonly [value: number, at: number]> = {
  id: 'session-seed@2',
  width: 2,
  keys: (event) =>
    event.type === 'session.started'
      ? [
          {
            owner: listenerInSession(event.listenerId, event.sessionId),
            about: entity(event.seed.kind, event.seed.id),
          },
        ]
      : [],
  fold: (state, event) => state ?? [1, event.at],
  value: (state) => state?.[0] ?? 0,
}
