import type { Interactions } from './data-sets/interactions.ts'
import type { ByItem } from './data-sets/transposed.ts'

/**
 * For one item at a time, every other item that one of its listeners heard, with Σ of a weight over the listeners of both: a row
 * of XᵀDX without the matrix. The trap is the item × item table, which no memory holds; here it is one row.
 */
export const createSharedListeners = (
  { items, starts, of }: Interactions,
  by: ByItem,
  weightOf: (listener: number) => number,
) => {
  const sums = new Float64Array(items)
  const touched = new Uint32Array(items)
  return (item: number, tell: (other: number, sum: number) => void): void => {
    let count = 0
    for (let at = by.starts[item] ?? 0; at < (by.starts[item + 1] ?? 0); at++) {
      const listener = by.listeners[at] ?? 0
      const weight = weightOf(listener)
      for (let place = starts[listener] ?? 0; place < (starts[listener + 1] ?? 0); place++) {
        const other = of[place] ?? 0
        if (sums[other] === 0) touched[count++] = other
        sums[other] = (sums[other] ?? 0) + weight
      }
    }
    for (let at = 0; at < count; at++) {
      const other = touched[at] ?? 0
      if (other !== item) tell(other, sums[other] ?? 0)
      sums[other] = 0
    }
  }
}
