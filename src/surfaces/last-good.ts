import type { TrackKey } from '#domain'
import type { CommonQuery } from './query.ts'

/**
 * The last slates that the full pipeline made, for the `cached` tier. The trap closed here is a slate served for
 * another question: what one asks is who, where and about what, and each part is told from the next however the
 * ids are spelt.
 */
export interface Asked {
  readonly query: Pick<CommonQuery, 'surface' | 'listenerId'>
  readonly about: unknown
}

export interface LastGood {
  /** Empty when nothing was served here yet, or not lately. */
  of(question: Asked): readonly TrackKey[]
  remember(question: Asked, keys: readonly TrackKey[]): void
}

/** How many slates are kept: a hundred keys each, some ten megabytes in all. */
const slatesKept = 10_000

export const createLastGood = (most: number = slatesKept): LastGood => {
  const slates = new Map<string, readonly TrackKey[]>()
  return {
    of: (asked) => slates.get(questionOf(asked)) ?? [],
    remember(asked, keys) {
      const question = questionOf(asked)
      // Taken out and put back in, so that the oldest entry is the first.
      slates.delete(question)
      slates.set(question, keys)
      const [oldest] = slates.keys()
      if (slates.size > most && oldest !== undefined) slates.delete(oldest)
    },
  }
}

/** A question as one text; JSON, which no id can break out of. */
const questionOf = ({ query: { surface, listenerId }, about }: Asked): string =>
  JSON.stringify([surface, listenerId, about])
