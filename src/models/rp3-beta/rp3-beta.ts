import type { Interactions } from '../data-sets/interactions.ts'
import { transposed } from '../data-sets/transposed.ts'
import type { ItemScorer, Learner } from '../learner.ts'
import { createNeighbourRows, loadNeighbourRows, packNeighbourRows } from '../neighbour-rows.ts'
import { createSharedListeners } from '../shared-listeners.ts'

/**
 * A walk of three steps, from the history to its listeners and on to what they heard, popular goals marked down (RP3β, Paudel et
 * al. 2017): W_ij = Σ_u n_i^(−α) · n_u^(−α) / n_j^β, of each item the best `neighbours`.
 */
export interface Rp3BetaConfig {
  readonly neighbours?: number
  readonly alpha?: number
  readonly beta?: number
  readonly playsPower?: number
}

const kind = 'rp3-beta'

export const createRp3Beta = ({
  neighbours = 200,
  alpha = 0.6,
  beta = 0.4,
  playsPower = 0,
}: Rp3BetaConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'rp3-beta@1',
  config: { neighbours, alpha, beta, playsPower },
  *learn(data) {
    const by = transposed(data)
    const heardBy = (item: number) => (by.starts[item + 1] ?? 0) - (by.starts[item] ?? 0)
    const heard = (listener: number) => (data.starts[listener + 1] ?? 0) - (data.starts[listener] ?? 0)
    const eachShared = createSharedListeners(data, by, (listener) => heard(listener) ** -alpha)
    const rows = createNeighbourRows(data.items, neighbours)
    for (let item = 0; item < data.items; item++) {
      if (item % 64 === 0) yield { doing: 'Walks', done: item, total: data.items, unit: 'item' }
      const leaving = heardBy(item) ** -alpha
      eachShared(item, (other, sum) => rows.offer(other, (leaving * sum) / heardBy(other) ** beta))
      rows.end()
    }
    return packNeighbourRows(kind, playsPower, rows.done())
  },
  load: (bytes) => loadNeighbourRows(kind, bytes),
})
