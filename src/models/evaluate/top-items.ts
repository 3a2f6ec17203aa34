import type { History } from '../data-sets/interactions.ts'
import type { ItemScorer } from '../learner.ts'
import { createTopList } from '../top-list.ts'

/** Asks a scorer for the best items of a history, what is in the history left out. One per thread: it works in a room of its own. */
export interface TopItems {
  readonly items: Uint32Array
  readonly scores: Float32Array
}

export const createTopItems = (scorer: ItemScorer, count: number) => {
  const scores = new Float32Array(scorer.items)
  const best = createTopList(count)
  return (history: History): TopItems => {
    scorer.score(history, scores)
    for (const item of history.items) scores[item] = Number.NEGATIVE_INFINITY
    best.clear()
    for (let item = 0; item < scores.length; item++) {
      const score = scores[item] ?? 0
      if (score > Number.NEGATIVE_INFINITY) best.offer(item, score)
    }
    const ranks = Array.from({ length: best.size }, (_, rank) => rank)
    return { items: Uint32Array.from(ranks, best.keyAt), scores: Float32Array.from(ranks, best.scoreAt) }
  }
}
