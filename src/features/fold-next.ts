import type { Batch } from '#log'
import type { Features } from './create-features.ts'
import { leftOut } from './open-features-errors.ts'

/** Of live events none may be missing: what lies between would count as folded, and be lost without a word. */
export const foldNext = (into: Features, batch: Batch): void => {
  if (batch.after !== into.cursor) throw leftOut()
  into.fold(batch)
}

/** Of what came meanwhile, the first ones may have been read from the log already; they end where it was read to. */
export const foldRest = (into: Features, batches: readonly Batch[]): void => {
  if (batches.at(-1)?.through === into.cursor) return
  const next = batches.findIndex(({ after }) => after === into.cursor)
  for (const batch of next < 0 ? batches : batches.slice(next)) foldNext(into, batch)
}
