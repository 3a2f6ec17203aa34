import type { Interactions } from '../data-sets/interactions.ts'
import { type ByItem, transposed } from '../data-sets/transposed.ts'
import { playWeightsOf } from '../play-weights.ts'

/**
 * X of a linear model: listener × item, y · n_item^(−popularityPower), y the weight of the plays. Both ways round, so that either
 * Gram matrix is one pass.
 */
export interface WeightedColumns {
  readonly data: Interactions
  readonly by: ByItem
  /** In the order of the rows of listeners. */
  readonly values: Float32Array
  /** The same in the order of the columns of items. */
  readonly byItem: Float32Array
  /** n_item^(−popularityPower). */
  readonly scales: Float32Array
}

export const weightedColumns = (
  data: Interactions,
  playsPower: number,
  popularityPower: number,
): WeightedColumns => {
  const by = transposed(data)
  const scales = new Float32Array(data.items).map((_, item) => {
    const heardBy = (by.starts[item + 1] ?? 0) - (by.starts[item] ?? 0)
    return Math.max(1, heardBy) ** -popularityPower
  })
  const y = playWeightsOf(data, playsPower)
  const values = y.map((value, place) => value * (scales[data.of[place] ?? 0] ?? 0))
  const byItem = Float32Array.from(by.places, (place) => values[place] ?? 0)
  return { data, by, values, byItem, scales }
}

/** X·Xᵀ, listener × listener. */
export const gramOfListeners = ({ data, by, values, byItem }: WeightedColumns): Float32Array => {
  const n = data.listeners
  const gram = new Float32Array(n * n)
  for (let listener = 0; listener < n; listener++)
    for (let place = data.starts[listener] ?? 0; place < (data.starts[listener + 1] ?? 0); place++) {
      const item = data.of[place] ?? 0
      const value = values[place] ?? 0
      for (let at = by.starts[item] ?? 0; at < (by.starts[item + 1] ?? 0); at++) {
        const cell = listener * n + (by.listeners[at] ?? 0)
        gram[cell] = (gram[cell] ?? 0) + value * (byItem[at] ?? 0)
      }
    }
  return gram
}

/** Xᵀ·X, item × item. */
export const gramOfItems = ({ data, values }: WeightedColumns): Float32Array => {
  const n = data.items
  const gram = new Float32Array(n * n)
  for (let listener = 0; listener < data.listeners; listener++) {
    const [start, end] = [data.starts[listener] ?? 0, data.starts[listener + 1] ?? 0]
    for (let one = start; one < end; one++)
      for (let other = start; other < end; other++) {
        const cell = (data.of[one] ?? 0) * n + (data.of[other] ?? 0)
        gram[cell] = (gram[cell] ?? 0) + (values[one] ?? 0) * (values[other] ?? 0)
      }
  }
  return gram
}
