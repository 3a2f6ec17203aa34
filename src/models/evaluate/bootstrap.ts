import { createRandom } from '#domain'

/** A mean with its 95 % interval. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

const draws = 1_000

/**
 * The percentile bootstrap of a mean (Efron 1979): `draws` times as many values as there are, drawn with replacement; the
 * interval is between the 2.5 % and the 97.5 % of their means. Values are one a listener (or a session), never one an
 * item: items of one listener are no independent witnesses. An empty column has a mean of 0.
 */
export const intervalOf = (values: ArrayLike<number>, seed: string): Interval => {
  const size = values.length
  const random = createRandom(`${seed}/bootstrap`)
  const means = new Float64Array(size === 0 ? 0 : draws)
  for (let draw = 0; draw < means.length; draw++) {
    let sum = 0
    for (let i = 0; i < size; i++) sum += values[random.below(size)] ?? 0
    means[draw] = sum / size
  }
  means.sort()
  const at = (share: number) => means[Math.round(share * (means.length - 1))] ?? 0
  let sum = 0
  for (let i = 0; i < size; i++) sum += values[i] ?? 0
  return { mean: size === 0 ? 0 : sum / size, low: at(0.025), high: at(0.975) }
}

/** Of the differences `ours − theirs`, drawn together: the columns stand for the same listeners in the same order. */
export const pairedInterval = (ours: readonly number[], theirs: readonly number[], seed: string): Interval =>
  intervalOf(
    ours.map((value, i) => value - (theirs[i] ?? 0)),
    seed,
  )
