import { type Batch, blankColumns, type ColumnKinds, firstOf, type Numbers } from './columns.ts'

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
  openTable(total)
  let count = 0
  const added: number[] = []
  for (let at = 0; at < finds.length; at++) {
    const find = finds[at]
    const before = count
    if (find !== undefined) {
      const identities = find.columns[type.identity]
      for (let place = 0; place < find.count; place++) {
        const slot = slotOf(identities[place] ?? 0, count)
        slotsFound[place] = slot
        if (slot === count) count++
      }
      for (const name in columns) fold(columns[name], find.columns[name], before, type.merge[name])
    }
    added.push(count - before)
  }
  return { batch: firstOf({ count: total, columns }, count), added }
}

type Values = { [place: number]: number; readonly length: number }

/** Takes what was found into its slots, of which those from `fresh` on are filled for the first time. */
const fold = (
  into: Values,
  found: Values,
  fresh: number,
  merge: ((first: number, again: number) => number) | undefined,
): void => {
  let next = fresh
  for (let place = 0; place < found.length; place++) {
    const slot = slotsFound[place] ?? 0
    const value = found[place] ?? 0
    if (slot === next) {
      into[slot] = value
      next++
    } else if (merge !== undefined) into[slot] = merge(into[slot] ?? 0, value)
  }
}

/**
 * Which slot an identity has, in a table that one merge after the other uses: an entry is of this merge where its stamp
 * is. A `Map` for each merge was a twentieth of what a request allocated.
 */
let identitiesAt = new Uint32Array(0)
let slotsAt = new Uint32Array(0)
let stamps = new Uint32Array(0)
let stamp = 0
/** Of the find that is merged just now, the slot of each place. */
let slotsFound = new Uint32Array(0)

/** Makes room for so many, at most half of the table. */
const openTable = (most: number): void => {
  let size = stamps.length
  if (size < 2 * most) {
    for (size = Math.max(1_024, size); size < 2 * most; ) size *= 2
    identitiesAt = new Uint32Array(size)
    slotsAt = new Uint32Array(size)
    stamps = new Uint32Array(size)
    slotsFound = new Uint32Array(size)
    stamp = 0
  }
  if (++stamp > 0xffff_ffff) {
    stamps.fill(0)
    stamp = 1
  }
}

/** The slot of an identity; `next`, which is then its slot, where it had none. */
const slotOf = (identity: number, next: number): number => {
  const mask = stamps.length - 1
  let at = (Math.imul(identity, 0x9e37_79b1) >>> 7) & mask
  while (stamps[at] === stamp) {
    if (identitiesAt[at] === identity) return slotsAt[at] ?? 0
    at = (at + 1) & mask
  }
  stamps[at] = stamp
  identitiesAt[at] = identity
  slotsAt[at] = next
  return next
}
