import { historyOf, type Interactions } from '../data-sets/interactions.ts'
import type { ItemScorer, Step } from '../learner.ts'
import { giniOf, hitRateAt, ndcgAt, recallAt } from './list-metrics.ts'
import { createTopItems, type TopItems } from './top-items.ts'

/**
 * The lists of a scorer against what listeners were found to hear besides. Items of the history never stand in a list;
 * held-out items that the training table does not have are dropped and counted, and a listener of whom nothing is left
 * is not judged. A listener whom the training table does not have is judged by the list of an empty history: that is
 * what they would be served.
 */
export interface TopNQuestion {
  readonly train: Interactions
  /** By the numbers of `train`; items and listeners beyond its are those it does not have. */
  readonly holdout: Interactions
  /** Ascending. */
  readonly ks: readonly number[]
  readonly told?: ((listener: number, list: TopItems) => void) | undefined
}

export interface TopNMeasured {
  /** The judged, by number. */
  readonly listeners: readonly number[]
  /** 'recall@20' → one value a judged listener. */
  readonly values: Readonly<Record<string, readonly number[]>>
  /** 'coverage@20' and 'gini@20', of all lists together. */
  readonly whole: Readonly<Record<string, number>>
  readonly droppedItems: number
  readonly droppedListeners: number
  readonly unknownListeners: number
}

const measures = { recall: recallAt, ndcg: ndcgAt, hr: hitRateAt }

export function* evaluateTopN(
  scorer: ItemScorer,
  { train, holdout, ks, told }: TopNQuestion,
): Generator<Step, TopNMeasured> {
  const topItems = createTopItems(scorer, ks.at(-1) ?? 0)
  const listeners: number[] = []
  const values: Record<string, number[]> = {}
  for (const name of Object.keys(measures)) for (const k of ks) values[`${name}@${k}`] = []
  const shown = ks.map(() => new Uint32Array(train.items))
  let droppedItems = 0
  let droppedListeners = 0
  let unknownListeners = 0
  for (let listener = 0; listener < holdout.listeners; listener++) {
    yield { doing: 'Lists', done: listener, total: holdout.listeners, unit: 'listener' }
    const history = historyOf(train, listener)
    const asked = historyOf(holdout, listener).items
    const wanted = new Set(asked.filter((item) => item < train.items && !history.items.includes(item)))
    droppedItems += asked.length - wanted.size
    if (wanted.size === 0) {
      if (asked.length > 0) droppedListeners++
      continue
    }
    if (history.items.length === 0) unknownListeners++
    const list = topItems(history)
    told?.(listener, list)
    listeners.push(listener)
    for (const [name, measure] of Object.entries(measures))
      for (const k of ks) values[`${name}@${k}`]?.push(measure(list.items, wanted, k))
    for (const [i, k] of ks.entries()) count(list.items.subarray(0, k), shown[i])
  }
  const whole: Record<string, number> = {}
  for (const [i, k] of ks.entries()) {
    const times = shown[i] ?? new Uint32Array(0)
    whole[`coverage@${k}`] = times.filter((time) => time > 0).length / train.items
    whole[`gini@${k}`] = giniOf(times)
  }
  return { listeners, values, whole, droppedItems, droppedListeners, unknownListeners }
}

const count = (list: Uint32Array, shown: Uint32Array = new Uint32Array(0)): void => {
  for (const item of list) shown[item] = (shown[item] ?? 0) + 1
}
