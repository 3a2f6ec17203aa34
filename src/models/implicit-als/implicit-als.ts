import { z } from 'zod'
import { createRandom } from '#domain'
import { createFactors, createFoldIn, type FactorSide } from '#kernels'
import type { Interactions } from '../data-sets/interactions.ts'
import { transposed } from '../data-sets/transposed.ts'
import type { ItemScorer, Learner } from '../learner.ts'
import { packArtifact, unpackArtifact } from '../packed-artifact.ts'
import { playWeights, playWeightsOf } from '../play-weights.ts'

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
  dimensions: z.int().positive().multipleOf(4),
  regularization: z.number(),
  unheardItems: z.number(),
  unheardWeight: z.number(),
  frequencyPower: z.number(),
  playsPower: z.number(),
})

export const createImplicitAls = ({
  dimensions = 128,
  regularization = 0.01,
  unheardWeight = 0.05,
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
    const ridgesOf = (starts: Uint32Array, others: number) =>
      Float32Array.from(
        { length: starts.length - 1 },
        (_, row) =>
          regularization *
          ((starts[row + 1] ?? 0) - (starts[row] ?? 0) + unheardWeight * others) ** frequencyPower,
      )
    const listeners: FactorSide = {
      starts: data.starts,
      keys: data.of,
      weights: y,
      ridges: ridgesOf(data.starts, data.items),
      factors: randomFactors(data.listeners, dimensions, `${seed}/listeners`),
    }
    const items: FactorSide = {
      starts: by.starts,
      keys: by.listeners,
      weights: Float32Array.from(by.places, (place) => y[place] ?? 0),
      ridges: ridgesOf(by.starts, data.listeners),
      factors: randomFactors(data.items, dimensions, `${seed}/items`),
    }
    const factors = createFactors(dimensions, [listeners, items])
    const rows = data.listeners + data.items
    for (let epoch = 0; epoch < epochs; epoch++)
      for (const side of [0, 1] as const) {
        factors.begin(side, unheardWeight)
        const before = side === 0 ? 0 : data.listeners
        for (let row = 0; row < (side === 0 ? data.listeners : data.items); row++) {
          if (row % rowsAtOnce === 0)
            yield { doing: 'Factors', done: epoch + (before + row) / rows, total: epochs, unit: 'epoch' }
          factors.solve(side, row, stepsWhileLearning)
        }
      }
    const facts = {
      dimensions,
      regularization,
      unheardItems: unheardWeight * data.items,
      unheardWeight,
      frequencyPower,
      playsPower,
    }
    return packArtifact(kind, facts, { factors: factors.factorsOf(1) })
  },
  load: loadFactors,
})

/** σ = 0.1/√d, as the paper begins. */
const randomFactors = (rows: number, dimensions: number, seed: string): Float32Array => {
  const random = createRandom(seed)
  return new Float32Array(rows * dimensions).map(() => (0.1 / Math.sqrt(dimensions)) * random.normal())
}

const rowsAtOnce = 256

const loadFactors = (bytes: Uint8Array): ItemScorer => {
  const artifact = unpackArtifact(kind, bytes, factsSchema)
  const { dimensions, regularization, unheardItems, unheardWeight, frequencyPower, playsPower } =
    artifact.facts
  const factors = artifact.f32('factors')
  const foldIn = createFoldIn(dimensions, factors, unheardWeight)
  return {
    items: factors.length / dimensions,
    facts: {},
    score({ items, weights }, scores) {
      const ridge = regularization * (items.length + unheardItems) ** frequencyPower
      foldIn(items, playWeights(weights, playsPower), ridge, stepsWhileServing, scores)
    },
  }
}
