import { entity } from './entity.ts'
import type { Feature } from './feature.ts'

/**
 * What a session was started from and by whom. Owner `session:<id>`; one entry about the seed (`track:<id>`,
 * `artist:<id>` or `tag:<tag>`) and one about `listener:<id>`; the state is [1, when]. No entries: no such
 * session.
 */
export const sessionSeed: Feature<readonly [value: number, at: number]> = {
  id: 'session-seed@1',
  width: 2,
  keys: (event) => {
    if (event.type !== 'session.started') return []
    const owner = entity('session', event.sessionId)
    return [
      { owner, about: entity(event.seed.kind, event.seed.id) },
      { owner, about: entity('listener', event.listenerId) },
    ]
  },
  fold: (state, event) => state ?? [1, event.at],
  value: (state) => state?.[0] ?? 0,
}
