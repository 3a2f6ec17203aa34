import { createRandom } from '#domain'
import type { Interval } from './bootstrap.ts'

const draws = 1_000

/**
 * As `intervalOf`, of a mean over many values of each listener: listeners are drawn with all that is theirs (a cluster bootstrap;
 * Davison and Hinkley 1997, 3.8), for the steps of one listener are no independent witnesses. `groups[i]` is whose
 * `values[i]` is, from 0. A mean over nothing is 0.
 */
export const groupedInterval = (
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  seed: string,
): Interval => {
  let count = 0
  for (let i = 0; i < groups.length; i++) count = Math.max(count, (groups[i] ?? 0) + 1)
  const [sums, sizes] = [new Float64Array(count), new Float64Array(count)]
  for (let i = 0; i < values.length; i++) {
    const group = groups[i] ?? 0
    sums[group] = (sums[group] ?? 0) + (values[i] ?? 0)
    sizes[group] = (sizes[group] ?? 0) + 1
  }
  const random = createRandom(`${seed}/bootstrap`)
  const means = new Float64Array(count === 0 ? 0 : draws)
  for (let draw = 0; draw < means.length; draw++) {
    let [sum, size] = [0, 0]
    for (let i = 0; i < count; i++) {
      const group = random.below(count)
      sum += sums[group] ?? 0
      size += sizes[group] ?? 0
    }
    means[draw] = sum / Math.max(1, size)
  }
  means.sort()
  const at = (share: number) => means[Math.round(share * (means.length - 1))] ?? 0
  let [whole, all] = [0, 0]
  for (let group = 0; group < count; group++) {
    whole += sums[group] ?? 0
    all += sizes[group] ?? 0
  }
  return { mean: whole / Math.max(1, all), low: at(0.025), high: at(0.975) }
}
