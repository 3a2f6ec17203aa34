import type { TrackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Query } from '../query.ts'
import { heard, skipped, untouched } from '../session/session-tracks.ts'

/** What everybody plays: the answer for a listener without a history, and the last resort for all. */
export const popular: Source<Query, Found> = {
  name: 'popular',
  timeoutMs: 10,
  find: ({ reads: { models }, shelf }) =>
    found('popular', models.popular(shelf === undefined ? 40 : 60, shelf?.tag)),
}

/**
 * As `popular`, of what was neither heard nor skipped in the session, however long it is; and as much of what was heard,
 * for when the rest is ruled out.
 */
export const popularInSession: Source<Query, Found> = {
  name: popular.name,
  timeoutMs: 50,
  find({ reads: { models, tracksIn }, session, listenerId }) {
    const became = session && listenerId ? tracksIn(session.id, listenerId) : () => untouched
    const again: TrackKey[] = []
    const fresh: TrackKey[] = []
    let looked = 0
    for (let count = enough; fresh.length < enough; count *= 4) {
      const keys = models.popular(count)
      for (const key of keys.slice(looked)) {
        const how = became(key)
        if (how !== skipped) (how === heard ? again : fresh).push(key)
      }
      if (keys.length < count) break
      looked = keys.length
    }
    return found('popular', [...fresh.slice(0, enough), ...again.slice(0, enough)])
  },
}

const enough = 40
