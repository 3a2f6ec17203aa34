import { AppError } from '#domain'
import { invertPositive } from '#kernels'
import type { Interactions } from '../data-sets/interactions.ts'
import type { ItemScorer, Learner, Step } from '../learner.ts'
import { createNeighbourRows, loadNeighbourRows, packNeighbourRows } from '../neighbour-rows.ts'
import { gramOfItems, gramOfListeners, type WeightedColumns, weightedColumns } from './weighted-columns.ts'

/**
 * The linear model that restores a history from itself, EASE (Steck 2019), with three dials it did not have. With X the plays by
 * listener and item, y·n_item^(−popularityPower), and G = XᵀX:
 *
 *   R = (G + λI)⁻¹·G,   B_ij = R_ij / (1 − R_jj)^diagonalPower,   B_ii = 0
 *
 * `diagonalPower` 1 is EASE, 0 plain ridge regression. λ is `regularization` times the mean eigenvalue of the smaller Gram
 * matrix, so that one number suits small and large tables. Where there are fewer listeners than items the same R is
 * Xᵀ(XXᵀ + λI)⁻¹X and the smaller matrix is inverted. Of each item the `neighbours` largest of B, by size, are kept.
 */
export interface EaseConfig {
  readonly regularization?: number
  readonly popularityPower?: number
  readonly diagonalPower?: number
  readonly playsPower?: number
  readonly neighbours?: number
}

const kind = 'ease'

export const createEase = ({
  regularization = 4,
  popularityPower = 0.2,
  diagonalPower = 0.5,
  playsPower = 1,
  neighbours = 400,
}: EaseConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'ease@1',
  config: { regularization, popularityPower, diagonalPower, playsPower, neighbours },
  *learn(data) {
    refuseLarge(Math.min(data.listeners, data.items))
    const x = weightedColumns(data, playsPower, popularityPower)
    const restored = yield* data.listeners < data.items
      ? restoringByListeners(x, regularization)
      : restoringByItems(x, regularization)
    const rows = createNeighbourRows(data.items, neighbours)
    const scales = restored.diagonal.map((own) => (1 - Math.min(own, mostRestored)) ** -diagonalPower)
    for (let item = 0; item < data.items; item++) {
      if (item % 16 === 0) yield { doing: 'Rows', done: item, total: data.items, unit: 'item' }
      const restoring = restored.row(item)
      const weight = x.scales[item] ?? 0
      for (let other = 0; other < data.items; other++)
        if (other !== item) rows.offer(other, weight * (restoring[other] ?? 0) * (scales[other] ?? 0))
      rows.end()
    }
    return packNeighbourRows(kind, playsPower, rows.done())
  },
  load: (bytes) => loadNeighbourRows(kind, bytes),
})

/** Beyond this the matrix takes 4.8 GB, here and where it is inverted. */
const mostRows = 20_000

const refuseLarge = (rows: number): void => {
  if (rows <= mostRows) return
  const gigabytes = Math.round((3 * 4 * rows ** 2) / 1e9)
  throw new AppError(
    'invalid-table',
    `EASE inverts a matrix of ${rows.toLocaleString('en')} rows for this table, which takes ${gigabytes} GB; ${mostRows.toLocaleString('en')} rows are the most. Name another model, such as implicit-als.`,
  )
}

/** An item that is restored from itself alone is not divided by nothing. */
const mostRestored = 0.999

/** R by rows; a row is good until the next is asked for. */
interface Restoring {
  readonly diagonal: Float64Array
  row(item: number): Float64Array
}

const meanOfDiagonal = (gram: Float32Array, n: number): number => {
  let sum = 0
  for (let i = 0; i < n; i++) sum += gram[i * n + i] ?? 0
  return sum / n
}

function* inverted(gram: Float32Array, n: number, lambda: number): Generator<Step, void> {
  for (let i = 0; i < n; i++) gram[i * n + i] = (gram[i * n + i] ?? 0) + lambda
  for (const share of invertPositive(gram, n))
    yield { doing: 'Inverse', done: Math.round(share * n), total: n, unit: 'row' }
}

function* restoringByListeners(x: WeightedColumns, regularization: number): Generator<Step, Restoring> {
  const { data, by, byItem } = x
  const n = data.listeners
  const inverse = gramOfListeners(x)
  yield* inverted(inverse, n, regularization * meanOfDiagonal(inverse, n))
  const through = new Float64Array(n)
  /** Σ over the listeners of the item of x · the row of the inverse. */
  const pass = (item: number): void => {
    through.fill(0)
    for (let at = by.starts[item] ?? 0; at < (by.starts[item + 1] ?? 0); at++) {
      const row = (by.listeners[at] ?? 0) * n
      const value = byItem[at] ?? 0
      for (let u = 0; u < n; u++) through[u] = (through[u] ?? 0) + value * (inverse[row + u] ?? 0)
    }
  }
  const cell = (item: number): number => {
    let sum = 0
    for (let at = by.starts[item] ?? 0; at < (by.starts[item + 1] ?? 0); at++)
      sum += (byItem[at] ?? 0) * (through[by.listeners[at] ?? 0] ?? 0)
    return sum
  }
  const diagonal = new Float64Array(data.items)
  for (let item = 0; item < data.items; item++) {
    pass(item)
    diagonal[item] = cell(item)
  }
  const row = new Float64Array(data.items)
  return {
    diagonal,
    row(item) {
      pass(item)
      for (let other = 0; other < data.items; other++) row[other] = cell(other)
      return row
    },
  }
}

/** R = I − λ·(G + λI)⁻¹. */
function* restoringByItems(x: WeightedColumns, regularization: number): Generator<Step, Restoring> {
  const n = x.data.items
  const inverse = gramOfItems(x)
  const lambda = regularization * meanOfDiagonal(inverse, n)
  yield* inverted(inverse, n, lambda)
  const diagonal = new Float64Array(n).map((_, item) => 1 - lambda * (inverse[item * n + item] ?? 0))
  const row = new Float64Array(n)
  return {
    diagonal,
    row(item) {
      for (let other = 0; other < n; other++)
        row[other] = (other === item ? 1 : 0) - lambda * (inverse[item * n + other] ?? 0)
      return row
    },
  }
}
