import { type Interval, intervalOf } from './bootstrap.ts'

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
  return intervalOf(
    sums.map((sum, group) => sum / Math.max(1, sizes[group] ?? 0)),
    seed,
    sizes,
  )
}
