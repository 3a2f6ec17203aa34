/**
 * What a ranked list is worth against a set of wanted items, as published comparisons count it. The trap is the ideal list:
 * taken from the list itself, as some public code does, every NDCG comes out too high.
 */
const discount = (rank: number): number => 1 / Math.log2(rank + 2)

/** hits in the first k / |wanted|. Not cut at k: with more wanted than k it can't reach 1. */
export const recallAt = (list: Uint32Array, wanted: ReadonlySet<number>, k: number): number =>
  wanted.size === 0 ? 0 : hitsIn(list, wanted, k) / wanted.size

/** Σ 1/log₂(rank + 1) over hits in the first k, ranks from 1, / the same sum of min(k, |wanted|) hits in a row. */
export const ndcgAt = (list: Uint32Array, wanted: ReadonlySet<number>, k: number): number => {
  let gained = 0
  for (let rank = 0; rank < Math.min(k, list.length); rank++)
    if (wanted.has(list[rank] ?? 0)) gained += discount(rank)
  let ideal = 0
  for (let rank = 0; rank < Math.min(k, wanted.size); rank++) ideal += discount(rank)
  return ideal === 0 ? 0 : gained / ideal
}

/** 1 where any of the first k is wanted. */
export const hitRateAt = (list: Uint32Array, wanted: ReadonlySet<number>, k: number): number =>
  hitsIn(list, wanted, k) > 0 ? 1 : 0

/** hits in the first |wanted| / |wanted|. */
export const rPrecision = (list: Uint32Array, wanted: ReadonlySet<number>): number =>
  recallAt(list, wanted, wanted.size)

const aPage = 10

/** How often another page of ten has to be asked for until one is wanted: ⌊place of the first hit / 10⌋ from 0; `atMost` without one. */
export const clicksUntil = (list: Uint32Array, wanted: ReadonlySet<number>, atMost: number): number => {
  const first = list.findIndex((item) => wanted.has(item))
  return first < 0 ? atMost : Math.floor(first / aPage)
}

const hitsIn = (list: Uint32Array, wanted: ReadonlySet<number>, k: number): number => {
  let hits = 0
  for (let rank = 0; rank < Math.min(k, list.length); rank++) if (wanted.has(list[rank] ?? 0)) hits++
  return hits
}

/**
 * The Gini coefficient of exposure: 0 where every item of the catalogue is shown as often as any other, towards 1 where all
 * places go to one. Σ (2i − n − 1)·x_i / (n·Σx), x ascending, i from 1.
 */
export const giniOf = (shown: Uint32Array): number => {
  const sorted = shown.toSorted()
  let weighted = 0
  let total = 0
  for (let i = 0; i < sorted.length; i++) {
    weighted += (2 * (i + 1) - sorted.length - 1) * (sorted[i] ?? 0)
    total += sorted[i] ?? 0
  }
  return total === 0 ? 0 : weighted / (sorted.length * total)
}
