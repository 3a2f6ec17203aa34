/**
 * The best few of many, without sorting the many: an insertion into a short sorted list, and most offers fail
 * its first comparison. Equal scores go to the lower key, so that the result does not depend on the order of
 * the offers.
 */
export interface TopList {
  readonly size: number
  offer(key: number, score: number): void
  /** Best first. */
  keyAt(rank: number): number
  scoreAt(rank: number): number
  clear(): void
}

export const createTopList = (capacity: number): TopList => {
  const keys = new Uint32Array(capacity)
  const scores = new Float64Array(capacity)
  let size = 0
  const isBetter = (key: number, score: number, rank: number): boolean => {
    const other = scores[rank] ?? 0
    return score > other || (score === other && key < (keys[rank] ?? 0))
  }
  return {
    get size() {
      return size
    },
    offer: (key, score) => {
      if (size === capacity && !isBetter(key, score, size - 1)) return
      let rank = size < capacity ? size++ : size - 1
      for (; rank > 0 && isBetter(key, score, rank - 1); rank--) {
        keys[rank] = keys[rank - 1] ?? 0
        scores[rank] = scores[rank - 1] ?? 0
      }
      keys[rank] = key
      scores[rank] = score
    },
    keyAt: (rank) => keys[rank] ?? 0,
    scoreAt: (rank) => scores[rank] ?? 0,
    clear: () => {
      size = 0
    },
  }
}

/** What it holds as columns, best first. */
export const columnsIn = (top: TopList): { readonly items: Uint32Array; readonly scores: Float64Array } => {
  const ranks = Array.from({ length: top.size }, (_, rank) => rank)
  return { items: Uint32Array.from(ranks, top.keyAt), scores: Float64Array.from(ranks, top.scoreAt) }
}
