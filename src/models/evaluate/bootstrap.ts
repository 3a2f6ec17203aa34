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
 * item: items of one listener are no independent witnesses. With `weights` it is the mean weighted by them, value and weight
 * drawn together: of sessions by their number of events it is the mean over all events. A mean over nothing is 0.
 */
export const intervalOf = (
  values: ArrayLike<number>,
  seed: string,
  weights?: ArrayLike<number>,
): Interval => {
  const size = values.length
  const weightOf = (i: number): number => (weights === undefined ? 1 : (weights[i] ?? 0))
  const random = createRandom(`${seed}/bootstrap`)
  const means = new Float64Array(size === 0 ? 0 : draws)
  for (let draw = 0; draw < means.length; draw++) {
    let sum = 0
    let whole = 0
    for (let i = 0; i < size; i++) {
      const drawn = random.below(size)
      const weight = weightOf(drawn)
      sum += weight * (values[drawn] ?? 0)
      whole += weight
    }
    means[draw] = ratioOf(sum, whole)
  }
  means.sort()
  const at = (share: number) => means[Math.round(share * (means.length - 1))] ?? 0
  let sum = 0
  let whole = 0
  for (let i = 0; i < size; i++) {
    sum += weightOf(i) * (values[i] ?? 0)
    whole += weightOf(i)
  }
  return { mean: ratioOf(sum, whole), low: at(0.025), high: at(0.975) }
}

const ratioOf = (sum: number, whole: number): number => (whole > 0 ? sum / whole : 0)

/** Of the differences `ours − theirs`, drawn together: the columns stand for the same listeners in the same order. */
export const pairedInterval = (
  ours: readonly number[],
  theirs: readonly number[],
  seed: string,
  weights?: readonly number[],
): Interval =>
  intervalOf(
    ours.map((value, i) => value - (theirs[i] ?? 0)),
    seed,
    weights,
  )
