import type { History } from '../data-sets/interactions.ts'
import { createTopList } from '../top-list.ts'

/**
 * Scores of one learner made comparable with those of another, for one history: (s − mean) / deviation of the best 200 that are
 * not in the history, and never below −3. The trap is the scale of all items: most score next to nothing, and by their
 * deviation the whole head of a list would be alike.
 */
const among = 200
const lowest = -3

export const createStandardize = () => {
  const best = createTopList(among)
  return ({ items }: History, scores: Float32Array): void => {
    for (const item of items) scores[item] = Number.NEGATIVE_INFINITY
    best.clear()
    for (let item = 0; item < scores.length; item++) {
      const score = scores[item] ?? 0
      if (score > Number.NEGATIVE_INFINITY) best.offer(item, score)
    }
    let [sum, squares] = [0, 0]
    for (let rank = 0; rank < best.size; rank++) sum += best.scoreAt(rank)
    const mean = sum / Math.max(1, best.size)
    for (let rank = 0; rank < best.size; rank++) squares += (best.scoreAt(rank) - mean) ** 2
    const deviation = Math.sqrt(squares / Math.max(1, best.size))
    for (let item = 0; item < scores.length; item++)
      scores[item] = deviation === 0 ? 0 : Math.max(lowest, ((scores[item] ?? 0) - mean) / deviation)
  }
}
