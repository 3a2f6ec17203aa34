import { createTopList } from './top-list.ts'

/**
 * Votes for items, summed. Columns are kept from one question to the next and only what was touched is cleared: an
 * object for each item of each question is what a request can't pay.
 */
export interface Votes {
  add(item: number, vote: number): void
  /** 0 for what got none. */
  of(item: number): number
  readonly sum: number
  /** Those with votes, in the order of their first one. */
  readonly items: readonly number[]
  /** The first `count`, the lower number first where votes are equal. */
  best(count: number): { readonly items: Uint32Array; readonly scores: Float64Array }
  clear(): void
}

export const createVotes = (): Votes => {
  let column = new Float64Array(1024)
  const items: number[] = []
  let sum = 0
  return {
    items,
    get sum() {
      return sum
    },
    add(item, vote) {
      if (!(vote > 0)) return
      if (item >= column.length) {
        const longer = new Float64Array(Math.max(item + 1, column.length * 2))
        longer.set(column)
        column = longer
      }
      const before = column[item] ?? 0
      if (before === 0) items.push(item)
      column[item] = before + vote
      sum += vote
    },
    of: (item) => column[item] ?? 0,
    best(count) {
      const top = createTopList(count)
      for (const item of items) top.offer(item, column[item] ?? 0)
      const ranks = Array.from({ length: top.size }, (_, rank) => rank)
      return { items: Uint32Array.from(ranks, top.keyAt), scores: Float64Array.from(ranks, top.scoreAt) }
    },
    clear() {
      for (const item of items) column[item] = 0
      items.length = 0
      sum = 0
    },
  }
}
