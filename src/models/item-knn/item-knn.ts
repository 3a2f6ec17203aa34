import type { Interactions } from '../data-sets/interactions.ts'
import { transposed } from '../data-sets/transposed.ts'
import type { ItemScorer, Learner } from '../learner.ts'
import { createNeighbourRows, loadNeighbourRows, packNeighbourRows } from '../neighbour-rows.ts'
import { createSharedListeners } from '../shared-listeners.ts'

/**
 * What listeners of an item heard besides. s(i, j) = c_ij^power / (√(n_i · n_j) + shrink), with c_ij the listeners of both and n
 * those of one (Sarwar et al. 2001, with the shrink of Bell & Koren 2007); of each item the best `neighbours`. A history
 * scores Σ y·s(i, j) over its items i, y the weight of their plays. The shrink keeps one shared listener of two rare
 * items from looking like certainty; a power below 1 lets rarer pairs speak beside the most frequent ones.
 */
export interface ItemKnnConfig {
  readonly neighbours?: number
  readonly shrink?: number
  readonly power?: number
  readonly playsPower?: number
}

const kind = 'item-knn'

export const createItemKnn = ({
  neighbours = 200,
  shrink = 5,
  power = 1,
  playsPower = 0,
}: ItemKnnConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'item-knn@1',
  config: { neighbours, shrink, power, playsPower },
  *learn(data) {
    const by = transposed(data)
    const heardBy = (item: number) => (by.starts[item + 1] ?? 0) - (by.starts[item] ?? 0)
    const eachShared = createSharedListeners(data, by, () => 1)
    const rows = createNeighbourRows(data.items, neighbours)
    for (let item = 0; item < data.items; item++) {
      if (item % 64 === 0) yield { doing: 'Neighbours', done: item, total: data.items, unit: 'item' }
      eachShared(item, (other, common) => {
        rows.offer(other, common ** power / (Math.sqrt(heardBy(item) * heardBy(other)) + shrink))
      })
      rows.end()
    }
    return packNeighbourRows(kind, playsPower, rows.done())
  },
  load: (bytes) => loadNeighbourRows(kind, bytes),
})
