import type { Step } from '../learner.ts'

/** Rows as the places of their weights: `terms[row * width + column]`. */
export interface BinnedChoices {
  readonly width: number
  readonly terms: Uint16Array
  readonly starts: Uint32Array
  /** How much each row counts as chosen, 0 for not. */
  readonly chosen: Float32Array
  readonly weights: number
}

export interface Fit {
  readonly passes: number
  readonly rate: number
}

/**
 * The weights under which what was chosen was most probable among what was there: the conditional logit (McFadden 1974),
 * P(i | group) = exp(s_i) / Σ_j exp(s_j) with s the sum of a row's weights, by AdaGrad (Duchi, Hazan & Singer 2011):
 * w ← w − rate · g / √Σg², group after group in their order. A group with nothing chosen teaches nothing. What is answered
 * is the mean of the weights over the second half of the way (Polyak & Juditsky 1992): where they end is by chance of what came last.
 */
export function* fitChoices(data: BinnedChoices, { passes, rate }: Fit): Generator<Step, Float64Array> {
  const { width, terms, starts, chosen } = data
  const weights = new Float64Array(data.weights)
  const squares = new Float64Array(data.weights).fill(1e-3)
  const gradient = new Float64Array(data.weights)
  const groups = starts.length - 1
  const summed = new Float64Array(data.weights)
  const averagedFrom = (passes * groups) / 2
  let averaged = 0
  let odds = new Float64Array(1_024)
  for (let pass = 0; pass < passes; pass++) {
    for (let group = 0; group < groups; group++) {
      if (group % 64 === 0)
        yield { doing: 'Ranker', done: pass * groups + group, total: passes * groups, unit: 'choice' }
      const [from, to] = [starts[group] ?? 0, starts[group + 1] ?? 0]
      if (odds.length < to - from) odds = new Float64Array(2 * (to - from))
      const total = sum(chosen, from, to)
      if (total <= 0) continue
      softmax(data, weights, from, to, odds)
      gradient.fill(0)
      for (let row = from; row < to; row++) {
        const slope = total * (odds[row - from] ?? 0) - (chosen[row] ?? 0)
        for (let at = row * width; at < (row + 1) * width; at++) {
          const term = terms[at] ?? 0
          gradient[term] = (gradient[term] ?? 0) + slope
        }
      }
      for (let term = 0; term < weights.length; term++) {
        const slope = gradient[term] ?? 0
        if (slope === 0) continue
        const square = (squares[term] ?? 0) + slope * slope
        squares[term] = square
        weights[term] = (weights[term] ?? 0) - (rate * slope) / Math.sqrt(square)
      }
      if (pass * groups + group < averagedFrom) continue
      averaged++
      for (let term = 0; term < weights.length; term++)
        summed[term] = (summed[term] ?? 0) + (weights[term] ?? 0)
    }
  }
  return averaged === 0 ? weights : summed.map((sum) => sum / averaged)
}

const sum = (values: Float32Array, from: number, to: number): number => {
  let total = 0
  for (let i = from; i < to; i++) total += values[i] ?? 0
  return total
}

const softmax = (
  { width, terms }: BinnedChoices,
  weights: Float64Array,
  from: number,
  to: number,
  into: Float64Array,
): void => {
  let most = Number.NEGATIVE_INFINITY
  for (let row = from; row < to; row++) {
    let score = 0
    for (let at = row * width; at < (row + 1) * width; at++) score += weights[terms[at] ?? 0] ?? 0
    into[row - from] = score
    most = Math.max(most, score)
  }
  let whole = 0
  for (let i = 0; i < to - from; i++) {
    const odds = Math.exp((into[i] ?? 0) - most)
    into[i] = odds
    whole += odds
  }
  for (let i = 0; i < to - from; i++) into[i] = (into[i] ?? 0) / whole
}
