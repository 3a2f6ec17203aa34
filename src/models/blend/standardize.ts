import type { History } from '../data-sets/interactions.ts'
import { largestFirst } from '../largest-first.ts'

/**
 * Scores of one learner made comparable with those of another, for one history: (s − mean) / deviation of the best 200 that are
 * not in the history, and never below −3. The trap is the scale of all items: most score next to nothing, and by their
 * deviation the whole head of a list would be alike.
 */
const among = 200
const lowest = -3

export const createStandardize = (items: number) => {
  const sorted = new Float32Array(items)
  return (history: History, scores: Float32Array): void => {
    for (const item of history.items) scores[item] = Number.NEGATIVE_INFINITY
    sorted.set(scores)
    const count = Math.min(among, items - history.items.length)
    largestFirst(sorted, count)
    let [sum, squares] = [0, 0]
    for (let at = 0; at < count; at++) sum += sorted[at] ?? 0
    const mean = sum / Math.max(1, count)
    for (let at = 0; at < count; at++) squares += ((sorted[at] ?? 0) - mean) ** 2
    const deviation = Math.sqrt(squares / Math.max(1, count))
    for (let item = 0; item < items; item++)
      scores[item] = deviation === 0 ? 0 : Math.max(lowest, ((scores[item] ?? 0) - mean) / deviation)
  }
}
