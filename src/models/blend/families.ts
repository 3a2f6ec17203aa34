import type { Interactions } from '../data-sets/interactions.ts'
import { createEase, type EaseConfig } from '../ease/ease.ts'
import { createImplicitAls, type ImplicitAlsConfig } from '../implicit-als/implicit-als.ts'
import { createItemKnn, type ItemKnnConfig } from '../item-knn/item-knn.ts'
import type { ItemScorer, Learner } from '../learner.ts'
import { createRp3Beta, type Rp3BetaConfig } from '../rp3-beta/rp3-beta.ts'

/**
 * The learners that a blend is made of, and the dials that its search turns: each with its steps, of which the one marked `first`
 * is where it begins. Dials that matter most come first, since a search within a budget may not reach the last.
 */
export interface Family {
  readonly name: string
  readonly dials: Readonly<Record<string, { readonly steps: readonly number[]; readonly first: number }>>
  create(config: Readonly<Record<string, number>>): Learner<Interactions, ItemScorer>
  /** Of the budget of a search, by what a search has brought. */
  readonly share: number
  /**
   * Seconds that a learning takes on a usual processor, roughly: a budget is counted in these and not in those of a clock, so that
   * the same table and seed give the same model on any machine.
   */
  seconds(data: Interactions): number
}

const pairsOf = ({ listeners, starts }: Interactions): number => {
  let pairs = 0
  for (let listener = 0; listener < listeners; listener++)
    pairs += ((starts[listener + 1] ?? 0) - (starts[listener] ?? 0)) ** 2
  return pairs
}

/** Multiplications in a second: of dense rows in SIMD, and of numbers that are looked up here and there. */
const dense = 5e9
const scattered = 5e8

/** The lists by which a try is judged. */
const listing = ({ listeners, items }: Interactions): number => (8 * listeners * items) / scattered

/** Beyond this the smaller Gram matrix takes more than three quarters of a gigabyte, here and where it is inverted. */
const mostInverted = 8_000

const ease: Family = {
  name: 'ease',
  dials: {
    regularization: { steps: [1, 2, 4, 8, 16], first: 4 },
    popularityPower: { steps: [0, 0.1, 0.2, 0.3, 0.4], first: 0.2 },
    playsPower: { steps: [0, 1, 1.5], first: 1 },
    diagonalPower: { steps: [0, 0.5, 1], first: 0.5 },
  },
  share: 0.5,
  create: (config) => createEase(config satisfies EaseConfig),
  seconds: (data) => {
    const side = Math.min(data.listeners, data.items)
    if (side > mostInverted) return Number.POSITIVE_INFINITY
    const row = data.listeners < data.items ? data.of.length + 2 * data.items : 3 * data.items
    return side ** 3 / 2 / dense + (data.items * row) / (2 * scattered) + listing(data)
  },
}

const implicitAls: Family = {
  name: 'implicit-als',
  dials: {
    unheardWeight: { steps: [0.0125, 0.025, 0.05, 0.075, 0.1, 0.2], first: 0.05 },
    regularization: { steps: [0.0025, 0.005, 0.01, 0.02], first: 0.01 },
    playsPower: { steps: [0, 1, 1.5], first: 1 },
  },
  share: 0.35,
  create: (config) => createImplicitAls(config satisfies ImplicitAlsConfig),
  seconds: (data) => {
    const epoch = 5 * 128 ** 2 * (data.listeners + data.items) + 16 * 128 * data.of.length
    return (12 * epoch) / dense + listing(data)
  },
}

const itemKnn: Family = {
  name: 'item-knn',
  dials: {
    power: { steps: [0.6, 0.7, 0.8, 1], first: 0.7 },
    shrink: { steps: [1, 5, 20], first: 5 },
    playsPower: { steps: [0, 1], first: 1 },
  },
  share: 0.075,
  create: (config) => createItemKnn(config satisfies ItemKnnConfig),
  seconds: (data) => (4 * pairsOf(data)) / scattered + listing(data),
}

const rp3Beta: Family = {
  name: 'rp3-beta',
  dials: {
    alpha: { steps: [0.4, 0.6, 0.8], first: 0.6 },
    beta: { steps: [0.2, 0.3, 0.4, 0.5], first: 0.4 },
    playsPower: { steps: [0, 1], first: 1 },
  },
  share: 0.075,
  create: (config) => createRp3Beta(config satisfies Rp3BetaConfig),
  seconds: (data) => (4 * pairsOf(data)) / scattered + listing(data),
}

export const families: readonly Family[] = [ease, implicitAls, itemKnn, rp3Beta]
