import { type Interval, intervalOf } from './bootstrap.ts'

/**
 * As `intervalOf`, of a mean over many values of each listener: listeners are drawn with all that is theirs (a cluster bootstrap;
 * Davison and Hinkley 1997, 3.8), for the steps of one listener are no independent witnesses. `owners[i]` is whose
 * `values[i]` is; a value that is NaN says nothing and is left out. A mean over nothing is 0.
 */
export const groupedInterval = (
  values: ArrayLike<number>,
  owners: ArrayLike<string>,
  seed: string,
): Interval => {
  const groups = new Map<string, { sum: number; size: number }>()
  for (let i = 0; i < values.length; i++) {
    const [value = Number.NaN, owner = ''] = [values[i], owners[i]]
    if (Number.isNaN(value)) continue
    const group = groups.get(owner) ?? { sum: 0, size: 0 }
    groups.set(owner, group)
    group.sum += value
    group.size++
  }
  const all = [...groups.values()]
  return intervalOf(
    all.map(({ sum, size }) => sum / size),
    seed,
    all.map(({ size }) => size),
  )
}
