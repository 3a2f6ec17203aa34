import { AppError } from '#domain'
import type { Ranker } from '#models'
import { blankColumns, type ColumnKinds, type Hydrated, type Hydrator } from '#pipeline'
import type { Live } from '../query.ts'
import type { Scored } from '../rankers/weighted-sum.ts'
import type { Reads } from '../reads.ts'

/**
 * How relevant a candidate is, as a ranker says by the columns before this one; `ranked` is 1 where
 * the ranker of the recipe said so and 2 where the one that stands in for it did. The trap closed
 * here is a score that is made where it is used: what ranked a slate would be nowhere to be read, what learns from
 * slates would learn from another number, and a model in a scorer would have to be there in every replay.
 */
export type Relevance = Readonly<Record<'relevance' | 'ranked', number>>

const adds: ColumnKinds<Relevance> = { relevance: 'float', ranked: 'byte' }

/** All or none are ranked: a ranker that fails, or says less or more than it was asked, says nothing. */
export const relevance = (
  timeoutMs: number,
  rankerIn: (reads: Reads) => Ranker | undefined,
  otherwise?: Ranker,
): Hydrator<Live, Scored, Relevance> => ({
  name: 'relevance',
  timeoutMs,
  absent: { relevance: 0, ranked: 0 },
  adds,
  hydrate({ reads }, { columns, count }) {
    const first = rankerIn(reads)
    const by = first === undefined ? 2 : 1
    const ranker = first ?? otherwise
    if (ranker === undefined) throw new AppError('model-missing', 'the ranker of the recipe is not trained')
    const said = ranker.predict(columns, count)
    return said instanceof Promise ? said.then((late) => ranked(late, count, by)) : ranked(said, count, by)
  },
})

/** A copy: a ranker may answer the next request in the same array, while this one is still to be written down. */
const ranked = (said: Float32Array, count: number, by: 1 | 2): Hydrated<Relevance> => {
  if (said.length !== count)
    throw new AppError('broken-stage', `the ranker said ${said.length} numbers of ${count} candidates`)
  const columns = blankColumns(adds, count)
  columns.relevance.set(said)
  columns.ranked.fill(by)
  return { columns }
}
