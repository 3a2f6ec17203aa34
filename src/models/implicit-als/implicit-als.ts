import { z } from 'zod'
import { createRandom } from '#domain'
import type { History, Interactions } from '../data-sets/interactions.ts'
import { type ByItem, transposed } from '../data-sets/transposed.ts'
import type { ItemScorer, Learner, Step } from '../learner.ts'
import { packArtifact, unpackArtifact } from '../packed-artifact.ts'
import { playWeights, playWeightsOf } from '../play-weights.ts'
import { createRowSolver, gramOf } from './row-solver.ts'

/**
 * Matrix factorization of what was heard, iALS as Rendle et al. 2022 revisited it:
 *
 *   min Σ_heard y·(1 − w·h)² + α₀·Σ_all (w·h)² + λ·Σ_listeners (|I| + α₀·items)^ν·‖w‖² + the same for items
 *
 * with y the weight of the plays. Listeners and items are solved in turn. Only the factors of items are kept: those of a listener
 * are solved again from their history when a list is asked for.
 */
export interface ImplicitAlsConfig {
  readonly dimensions?: number
  readonly regularization?: number
  readonly unheardWeight?: number
  readonly frequencyPower?: number
  readonly playsPower?: number
  readonly epochs?: number
}

const kind = 'implicit-als'
const stepsWhileLearning = 3
const stepsWhileServing = 40

const factsSchema = z.strictObject({
  dimensions: z.int().positive(),
  ridgeScale: z.number(),
  ridgeShift: z.number(),
  unheardWeight: z.number(),
  frequencyPower: z.number(),
  playsPower: z.number(),
})

export const createImplicitAls = ({
  dimensions = 64,
  regularization = 0.01,
  unheardWeight = 0.1,
  frequencyPower = 1,
  playsPower = 1,
  epochs = 12,
}: ImplicitAlsConfig = {}): Learner<Interactions, ItemScorer> => ({
  name: kind,
  code: 'implicit-als@1',
  config: { dimensions, regularization, unheardWeight, frequencyPower, playsPower, epochs },
  *learn(data, seed) {
    const y = playWeightsOf(data, playsPower)
    const by = transposed(data)
    const ridgeOf = (rows: number) => (length: number) =>
      regularization * (length + unheardWeight * rows) ** frequencyPower
    const listenerSide = { starts: data.starts, keys: data.of, weights: y, ridge: ridgeOf(data.items) }
    const itemSide = { ...byItemSide(by, y), ridge: ridgeOf(data.listeners) }
    const listeners = randomFactors(data.listeners * dimensions, dimensions, `${seed}/listeners`)
    const items = randomFactors(data.items * dimensions, dimensions, `${seed}/items`)
    for (let epoch = 0; epoch < epochs; epoch++) {
      const from = (2 * epoch) / (2 * epochs)
      yield* solveSide(listenerSide, items, listeners, { dimensions, unheardWeight, from, epochs })
      yield* solveSide(itemSide, listeners, items, {
        dimensions,
        unheardWeight,
        from: from + 0.5 / epochs,
        epochs,
      })
    }
    const facts = {
      dimensions,
      ridgeScale: regularization,
      ridgeShift: unheardWeight * data.items,
      unheardWeight,
      frequencyPower,
      playsPower,
    }
    return packArtifact(kind, facts, { factors: items })
  },
  load: loadFactors,
})

interface Side {
  readonly starts: Uint32Array
  readonly keys: Uint32Array
  readonly weights: Float32Array
  readonly ridge: (length: number) => number
}

const byItemSide = ({ starts, listeners, places }: ByItem, y: Float32Array): Omit<Side, 'ridge'> => ({
  starts,
  keys: listeners,
  weights: Float32Array.from(places, (place) => y[place] ?? 0),
})

/** σ = 0.1/√d, as the paper begins. */
const randomFactors = (length: number, dimensions: number, seed: string): Float32Array => {
  const random = createRandom(seed)
  return new Float32Array(length).map(() => (0.1 / Math.sqrt(dimensions)) * random.normal())
}

const rowsAtOnce = 256

/** Solves all rows of one side for the factors of the other; a row without anything becomes zero. */
function* solveSide(
  { starts, keys, weights, ridge }: Side,
  factors: Float32Array,
  into: Float32Array,
  at: {
    readonly dimensions: number
    readonly unheardWeight: number
    readonly from: number
    readonly epochs: number
  },
): Generator<Step, void> {
  const { dimensions, unheardWeight, from, epochs } = at
  const gram = gramOf(factors, dimensions, unheardWeight)
  const solve = createRowSolver(dimensions)
  const x = new Float64Array(dimensions)
  const rows = starts.length - 1
  for (let row = 0; row < rows; row++) {
    if (row % rowsAtOnce === 0) {
      const share = from + (0.5 * row) / (rows * epochs)
      yield { doing: 'Factors', done: share * epochs, total: epochs, unit: 'epoch' }
    }
    const [start, end] = [starts[row] ?? 0, starts[row + 1] ?? 0]
    const own = into.subarray(row * dimensions, (row + 1) * dimensions)
    x.set(own)
    const system = {
      gram,
      ridge: ridge(end - start),
      factors,
      keys: keys.subarray(start, end),
      weights: weights.subarray(start, end),
    }
    if (start === end) x.fill(0)
    else solve(system, x, stepsWhileLearning)
    own.set(x)
  }
}

const loadFactors = (bytes: Uint8Array): ItemScorer => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const { dimensions, ridgeScale, ridgeShift, unheardWeight, frequencyPower, playsPower } = artifact.facts
  const factors = artifact.f32('factors')
  const items = Math.floor(factors.length / dimensions)
  const gram = gramOf(factors, dimensions, unheardWeight)
  const solve = createRowSolver(dimensions)
  const x = new Float64Array(dimensions)
  const solved = ({ items: keys, weights: plays }: History): void => {
    const ridge = ridgeScale * (keys.length + ridgeShift) ** frequencyPower
    x.fill(0)
    solve({ gram, ridge, factors, keys, weights: playWeights(plays, playsPower) }, x, stepsWhileServing)
  }
  return {
    items,
    facts: artifact.facts,
    score(history, scores) {
      solved(history)
      for (let item = 0; item < items; item++) {
        let dot = 0
        const at = item * dimensions
        for (let i = 0; i < dimensions; i++) dot += (factors[at + i] ?? 0) * (x[i] ?? 0)
        scores[item] = dot
      }
    },
  }
}
