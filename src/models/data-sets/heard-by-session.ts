import type { History } from './interactions.ts'
import type { Play } from './sessions.ts'

/** What each listener heard in the sessions that ended, as a history to ask with. */
export interface HeardBySession {
  add(session: SessionOf): void
  historyOf(listener: number): History
}

interface SessionOf {
  readonly listener: number
  readonly plays: readonly Play[]
}

export const createHeardBySession = (sessions: readonly SessionOf[] = []): HeardBySession => {
  const heard = new Map<number, Map<number, number>>()
  const add = ({ listener, plays }: SessionOf): void => {
    const counts = heard.get(listener) ?? new Map<number, number>()
    heard.set(listener, counts)
    for (const { item } of plays) counts.set(item, (counts.get(item) ?? 0) + 1)
  }
  for (const session of sessions) add(session)
  return {
    add,
    historyOf(listener) {
      const pairs = [...(heard.get(listener) ?? [])].sort(([one], [other]) => one - other)
      return {
        items: Uint32Array.from(pairs, ([item]) => item),
        weights: Float32Array.from(pairs, ([, count]) => count),
      }
    },
  }
}
