import type { ListenerId, TrackKey } from '#domain'
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
  /** Nothing that this listener was shown is shown again for want of anything else. */
  forget(listener: ListenerId): void
}

interface LastSlate {
  readonly of: ListenerId | undefined
  readonly keys: readonly TrackKey[]
}

/** How many slates are kept: a hundred keys each, some ten megabytes in all. */
const slatesKept = 10_000

export const createLastGood = (most: number = slatesKept): LastGood => {
  const slates = new Map<string, LastSlate>()
  return {
    of: (asked) => slates.get(questionOf(asked))?.keys ?? [],
    remember(asked, keys) {
      const question = questionOf(asked)
      // Taken out and put back in, so that the oldest entry is the first.
      slates.delete(question)
      slates.set(question, { of: asked.query.listenerId, keys })
      const [oldest] = slates.keys()
      if (slates.size > most && oldest !== undefined) slates.delete(oldest)
    },
    forget(listener) {
      for (const [question, { of }] of slates) if (of === listener) slates.delete(question)
    },
  }
}

/** A question as one text; JSON, which no id can break out of. */
const questionOf = ({ query: { surface, listenerId }, about }: Asked): string =>
  JSON.stringify([surface, listenerId, about])
