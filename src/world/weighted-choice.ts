import type { Random } from '#domain'

/**
 * Drawing one of many by weight without looking at all of them: weights are summed once, a draw is a binary
 * search, O(log n). An event that walked the whole catalogue would make large worlds impossible.
 */
export interface WeightedChoice {
  readonly items: Int32Array
  /** One item, with probability proportional to its weight; -1 when there are none. */
  pick(random: Random): number
}

/** Weights must be finite and not negative; at least one above zero if any item is to be drawn fairly. */
export const createWeightedChoice = (
  items: Int32Array,
  weightOf: (item: number) => number,
): WeightedChoice => {
  const sums = new Float64Array(items.length)
  let total = 0
  for (const [i, item] of items.entries()) {
    total += weightOf(item)
    sums[i] = total
  }
  return {
    items,
    pick: (random) => {
      const target = random.next() * total
      let low = 0
      let high = items.length - 1
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((sums[middle] ?? 0) <= target) low = middle + 1
        else high = middle
      }
      return items[low] ?? -1
    },
  }
}
