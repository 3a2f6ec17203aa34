import { withRoomFor } from './numbering.ts'
import { columnsIn, createTopList } from './top-list.ts'

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
  best(count: number): Best
  clear(): void
}

export interface Best {
  readonly items: Uint32Array
  readonly scores: Float64Array
}

/** Of `keys`, those with the largest numbers in `column`, the lower key first where they are equal. */
export const bestOf = (keys: readonly number[], column: Float64Array, count: number): Best => {
  const top = createTopList(Math.min(count, keys.length))
  for (const key of keys) top.offer(key, column[key] ?? 0)
  return columnsIn(top)
}

export const createVotes = (): Votes => {
  let column: Float64Array = new Float64Array(1024)
  const items: number[] = []
  let sum = 0
  return {
    items,
    get sum() {
      return sum
    },
    add(item, vote) {
      if (!(vote > 0)) return
      column = withRoomFor(column, item)
      const before = column[item] ?? 0
      if (before === 0) items.push(item)
      column[item] = before + vote
      sum += vote
    },
    of: (item) => column[item] ?? 0,
    best: (count) => bestOf(items, column, count),
    clear() {
      for (const item of items) column[item] = 0
      items.length = 0
      sum = 0
    },
  }
}
