import { solveSymmetric } from './solve-symmetric.ts'

/**
 * Weights of a choice among several (McFadden 1974): P(i) = e^(w·x_i) / Σ_j e^(w·x_j) over the rows of one choice. It is a
 * ranking fitted by whole lists at once, and convex: one optimum, found by Newton's method, so the same rows give the same
 * weights and nothing is left to chance.
 *
 * Minimised: mean of −ln P(chosen) + ridge/2 · Σ_k (s_k · (w_k − prior_k))², s_k the standard deviation of column k: the
 * ridge means the same for every column, and few choices leave the weights near the prior.
 */
export interface Choices {
  readonly width: number
  /** Row by row, `width` numbers each. */
  readonly values: Float32Array
  /** Choice c is among the rows `starts[c]` up to `starts[c + 1]`. */
  readonly starts: Uint32Array
  /** Of each choice the row that was chosen. */
  readonly chosen: Uint32Array
}

export interface ConditionalLogit {
  readonly weights: Float64Array
  /** Mean of −ln P(chosen). */
  readonly loss: number
}

const mostSteps = 30
const leastGain = 1e-5
const leastStep = 1e-3
/** Rows less probable than this bend the loss too little to be worth their part of the second derivative. */
const leastProbable = 1e-4

interface Bend {
  loss: number
  readonly gradient: Float64Array
  /** Lower triangle, row by row. */
  readonly hessian: Float64Array
}

/** Yields after each step. */
export function* fitConditionalLogit(
  choices: Choices,
  prior: Float64Array,
  ridge: number,
): Generator<number, ConditionalLogit> {
  const { width } = choices
  const penalties = deviationsOf(choices).map((deviation) => ridge * deviation * deviation)
  const bendAt = (weights: Float64Array): Bend => {
    const bend = { loss: 0, gradient: new Float64Array(width), hessian: new Float64Array(width * width) }
    bend.loss = bentBy(choices, weights, bend) + penalty(weights, prior, penalties, bend)
    return bend
  }
  let weights = prior.slice()
  let bend = bendAt(weights)
  for (let step = 0; step < mostSteps; step++) {
    yield step
    const direction = solveSymmetric(bend.hessian, bend.gradient, width)
    const slope = direction.reduce((sum, value, k) => sum + value * (bend.gradient[k] ?? 0), 0)
    const along = (length: number) => weights.map((weight, k) => weight - length * (direction[k] ?? 0))
    let length = 1
    let next = bendAt(along(length))
    // The whole step is nearly always right; where it goes too far, half of it is tried.
    for (; next.loss > bend.loss - 0.1 * length * slope && length > leastStep; next = bendAt(along(length)))
      length /= 2
    const gain = bend.loss - next.loss
    if (!(gain > 0)) break
    weights = along(length)
    bend = next
    if (gain < leastGain) break
  }
  return { weights, loss: bentBy(choices, weights) }
}

const deviationsOf = ({ width, values }: Choices): Float64Array => {
  const rows = values.length / width
  const sums = new Float64Array(width)
  const squares = new Float64Array(width)
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0
    const k = at % width
    sums[k] = (sums[k] ?? 0) + value
    squares[k] = (squares[k] ?? 0) + value * value
  }
  // A column that never differs keeps its prior whatever the ridge; any deviation will do.
  return sums.map((sum, k) => Math.sqrt(Math.max(0, (squares[k] ?? 0) / rows - (sum / rows) ** 2)) || 1)
}

const penalty = (
  weights: Float64Array,
  prior: Float64Array,
  penalties: Float64Array,
  bend?: Bend,
): number => {
  const { length } = weights
  let sum = 0
  for (let k = 0; k < length; k++) {
    const off = (weights[k] ?? 0) - (prior[k] ?? 0)
    const factor = penalties[k] ?? 0
    sum += 0.5 * factor * off * off
    if (bend === undefined) continue
    bend.gradient[k] = (bend.gradient[k] ?? 0) + factor * off
    bend.hessian[k * length + k] = (bend.hessian[k * length + k] ?? 0) + factor
  }
  return sum
}

/** The mean loss; with `bend`, adds its derivatives. */
const bentBy = (choices: Choices, weights: Float64Array, bend?: Bend): number => {
  const { starts, chosen } = choices
  let most = 0
  for (let c = 0; c < chosen.length; c++) most = Math.max(most, (starts[c + 1] ?? 0) - (starts[c] ?? 0))
  const chances = new Float64Array(most)
  const mean = new Float64Array(weights.length)
  let loss = 0
  for (let c = 0; c < chosen.length; c++) {
    loss += chancesOf(choices, c, weights, chances)
    if (bend !== undefined) bendBy(choices, c, chances, mean, bend)
  }
  return loss / chosen.length
}

/** P of each row of a choice, and −ln P(chosen). */
const chancesOf = (
  { width, values, starts, chosen }: Choices,
  c: number,
  weights: Float64Array,
  chances: Float64Array,
): number => {
  const from = starts[c] ?? 0
  const rows = (starts[c + 1] ?? 0) - from
  let most = Number.NEGATIVE_INFINITY
  for (let r = 0; r < rows; r++) {
    const at = (from + r) * width
    let score = 0
    for (let k = 0; k < width; k++) score += (weights[k] ?? 0) * (values[at + k] ?? 0)
    chances[r] = score
    if (score > most) most = score
  }
  const chosenScore = chances[(chosen[c] ?? 0) - from] ?? 0
  let sum = 0
  for (let r = 0; r < rows; r++) sum += chances[r] = Math.exp((chances[r] ?? 0) - most)
  for (let r = 0; r < rows; r++) chances[r] = (chances[r] ?? 0) / sum
  return Math.log(sum) + most - chosenScore
}

/** ∇ = E[x] − x_chosen and H = E[(x − E[x])(x − E[x])ᵀ], each over the number of choices. */
const bendBy = (
  { width, values, starts, chosen }: Choices,
  c: number,
  chances: Float64Array,
  mean: Float64Array,
  { gradient, hessian }: Bend,
): void => {
  const from = starts[c] ?? 0
  const rows = (starts[c + 1] ?? 0) - from
  const part = 1 / chosen.length
  mean.fill(0)
  for (let r = 0; r < rows; r++) {
    const at = (from + r) * width
    const chance = chances[r] ?? 0
    for (let k = 0; k < width; k++) mean[k] = (mean[k] ?? 0) + chance * (values[at + k] ?? 0)
  }
  const chosenAt = (chosen[c] ?? 0) * width
  for (let k = 0; k < width; k++)
    gradient[k] = (gradient[k] ?? 0) + part * ((mean[k] ?? 0) - (values[chosenAt + k] ?? 0))
  const off = new Float64Array(width)
  for (let r = 0; r < rows; r++) {
    const chance = chances[r] ?? 0
    if (chance < leastProbable) continue
    const at = (from + r) * width
    for (let k = 0; k < width; k++) off[k] = (values[at + k] ?? 0) - (mean[k] ?? 0)
    for (let k = 0; k < width; k++) {
      const weight = part * chance * (off[k] ?? 0)
      const row = k * width
      for (let l = 0; l <= k; l++) hessian[row + l] = (hessian[row + l] ?? 0) + weight * (off[l] ?? 0)
    }
  }
}
