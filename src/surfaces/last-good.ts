import type { TrackKey } from '#domain'
import type { KeptQuery } from './query.ts'

/**
 * The last slates that the full pipeline made, for the `cached` tier. The trap closed here is a slate served for
 * another question: what one asks is who, where and about what, and each part is told from the next however the
 * ids are spelt.
 */
export interface LastGood {
  /** Empty when nothing was served here yet, or not lately. */
  of(query: KeptQuery): readonly TrackKey[]
  remember(query: KeptQuery, keys: readonly TrackKey[]): void
}

/** How many slates are kept: a hundred keys each, some ten megabytes in all. */
const slatesKept = 10_000

export const createLastGood = (most: number = slatesKept): LastGood => {
  const slates = new Map<string, readonly TrackKey[]>()
  return {
    of: (query) => slates.get(questionOf(query)) ?? [],
    remember(query, keys) {
      const question = questionOf(query)
      // Taken out and put back in, so that the oldest entry is the first.
      slates.delete(question)
      slates.set(question, keys)
      const [oldest] = slates.keys()
      if (slates.size > most && oldest !== undefined) slates.delete(oldest)
    },
  }
}

/**
 * A question as one text; JSON, which no id can break out of. The current track belongs to it where it is what
 * is asked about. Up next goes on without it: what a listener was offered a moment ago is still good for them.
 */
const questionOf = ({ surface, listenerId, session, currentKey }: KeptQuery): string =>
  JSON.stringify([surface, listenerId, session, surface === 'similar' ? currentKey : undefined])
