import { type Batch, blankColumns, type ColumnKinds, type Numbers, pick } from './columns.ts'

/** How a pipeline's candidates are written down, told apart and merged. */
export interface CandidateType<C extends Numbers> {
  readonly columns: ColumnKinds<C>
  /** Candidates of equal value here are one candidate. */
  readonly identity: keyof C & string
  /** What stays of two finds of the same candidate, column by column; the first find's value when left out. */
  readonly merge: { readonly [Name in keyof C]?: (first: number, again: number) => number }
}

/** All finds in order of arrival, each candidate once; `added` says how many were new in each source's find. */
export const mergeFinds = <C extends Numbers>(
  type: CandidateType<C>,
  finds: readonly (Batch<C> | undefined)[],
): { readonly batch: Batch<C>; readonly added: readonly number[] } => {
  const total = finds.reduce((sum, find) => sum + (find?.count ?? 0), 0)
  const columns = blankColumns(type.columns, total)
  const names = Object.keys(type.columns) as (keyof C & string)[] // the names of the columns, which are all of C
  const slots = new Map<number, number>()
  let count = 0
  const added = finds.map((find) => {
    const before = count
    if (find === undefined) return 0
    const identities = find.columns[type.identity]
    for (let place = 0; place < find.count; place++) {
      const identity = identities[place] ?? 0
      const known = slots.get(identity)
      const slot = known ?? count++
      if (known === undefined) slots.set(identity, slot)
      for (const name of names) {
        const column = columns[name]
        const found = find.columns[name][place] ?? 0
        if (known === undefined) column[slot] = found
        else column[slot] = type.merge[name]?.(column[slot] ?? 0, found) ?? column[slot] ?? 0
      }
    }
    return count - before
  })
  const places = Array.from({ length: count }, (_, place) => place)
  return { batch: pick({ count: total, columns }, places), added }
}
