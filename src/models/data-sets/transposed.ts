import type { Interactions } from './interactions.ts'

/** The same pairs by item: item i's listeners, ascending, are `listeners[starts[i]]` up to `starts[i + 1]`. */
export interface ByItem {
  readonly starts: Uint32Array
  readonly listeners: Uint32Array
  /** Where each pair stands in the columns of the interactions. */
  readonly places: Uint32Array
}

export const transposed = ({ listeners, items, starts, of }: Interactions): ByItem => {
  const itemStarts = new Uint32Array(items + 1)
  for (const item of of) itemStarts[item + 1] = (itemStarts[item + 1] ?? 0) + 1
  for (let i = 0; i < items; i++) itemStarts[i + 1] = (itemStarts[i + 1] ?? 0) + (itemStarts[i] ?? 0)
  const next = itemStarts.slice()
  const by = { starts: itemStarts, listeners: new Uint32Array(of.length), places: new Uint32Array(of.length) }
  for (let listener = 0; listener < listeners; listener++)
    for (let place = starts[listener] ?? 0; place < (starts[listener + 1] ?? 0); place++) {
      const item = of[place] ?? 0
      const at = next[item] ?? 0
      next[item] = at + 1
      by.listeners[at] = listener
      by.places[at] = place
    }
  return by
}
