import { z } from 'zod'
import type { Interactions } from '../data-sets/interactions.ts'
import { transposed } from '../data-sets/transposed.ts'
import type { ItemScorer, Learner, Step } from '../learner.ts'
import { addRows, createNeighbourRows, packNeighbourRows, unpackNeighbourRows } from '../neighbour-rows.ts'
import { unpackArtifact } from '../packed-artifact.ts'

/**
 * What listeners of an item heard besides. s(i, j) = c_ij / (√(n_i · n_j) + shrink), with c_ij the listeners of both and n those
 * of one (Sarwar et al. 2001, with the shrink of Bell & Koren 2007); of each item the best `neighbours`. A history scores
 * Σ s(i, j) over its items i. The shrink keeps one shared listener of two rare items from looking like certainty.
 */
export interface ItemKnnConfig {
  readonly neighbours?: number
  readonly shrink?: number
}

const kind = 'item-knn'

export const createItemKnn = ({
  neighbours = 200,
  shrink = 5,
}: ItemKnnConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'item-knn@1',
  config: { neighbours, shrink },
  *learn(data) {
    const rows = yield* similarItems(data, neighbours, shrink)
    return packNeighbourRows(kind, {}, rows)
  },
  load(bytes) {
    const rows = unpackNeighbourRows(kind, unpackArtifact(kind, bytes, z.strictObject({})))
    return {
      items: rows.items,
      facts: {},
      score(history, scores) {
        scores.fill(0)
        addRows(rows, history, () => 1, scores)
      },
    }
  },
})

function* similarItems(data: Interactions, neighbours: number, shrink: number) {
  const { items, starts, of } = data
  const by = transposed(data)
  const heardBy = (item: number) => (by.starts[item + 1] ?? 0) - (by.starts[item] ?? 0)
  const rows = createNeighbourRows(items, neighbours)
  const together = new Uint32Array(items)
  const touched = new Uint32Array(items)
  for (let item = 0; item < items; item++) {
    const step: Step = { doing: 'Neighbours', done: item, total: items, unit: 'item' }
    if (item % 64 === 0) yield step
    let count = 0
    for (let at = by.starts[item] ?? 0; at < (by.starts[item + 1] ?? 0); at++) {
      const listener = by.listeners[at] ?? 0
      for (let place = starts[listener] ?? 0; place < (starts[listener + 1] ?? 0); place++) {
        const other = of[place] ?? 0
        if (other === item) continue
        if (together[other] === 0) touched[count++] = other
        together[other] = (together[other] ?? 0) + 1
      }
    }
    for (const other of touched.subarray(0, count)) {
      rows.offer(other, (together[other] ?? 0) / (Math.sqrt(heardBy(item) * heardBy(other)) + shrink))
      together[other] = 0
    }
    rows.end()
  }
  return rows.done()
}
