import { z } from 'zod'
import { AppError } from '#domain'
import type { RowsRead } from '../data-sets/read-rows.ts'
import { type Interval, intervalOf, pairedInterval } from './bootstrap.ts'

/**
 * What an evaluation says, in one shape for all of them. It carries the value of each listener (or session) beside the means,
 * so that two reports can be compared pair by pair later, by anyone, without the data. `cost` is the only part that
 * differs between two runs over the same inputs.
 */
export interface Report {
  readonly evaluation: string
  /** By their part: 'train', 'holdout'. */
  readonly data: Readonly<Record<string, RowsRead>>
  readonly model: {
    readonly name: string
    readonly code: string
    readonly config: Readonly<Record<string, unknown>>
    readonly facts: Readonly<Record<string, unknown>>
  }
  readonly seed: string
  /** What was counted on the way: how many were judged, what was dropped. */
  readonly counts: Readonly<Record<string, number>>
  readonly metrics: Readonly<Record<string, Interval>>
  /** Measures of all lists together, which no listener has a part of. */
  readonly whole: Readonly<Record<string, number>>
  readonly cost: Cost
  readonly units: Units
}

export interface Cost {
  readonly wallS: number
  readonly cpuS: number
  readonly peakMemoryMiB: number
}

/** `values[metric][i]` is that of `ids[i]`; NaN, which JSON has as null, where it was not asked. */
export interface Units {
  readonly ids: readonly string[]
  readonly values: Readonly<Record<string, readonly number[]>>
  /** How much each counts, where not alike: a session by its events. */
  readonly weights?: readonly number[]
}

export const metricsOf = ({ values, weights }: Omit<Units, 'ids'>, seed: string): Report['metrics'] =>
  Object.fromEntries(
    Object.entries(values).map(([name, column]) => {
      const asked = column.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]))
      return [name, intervalOf(at(column, asked), seed, weights && at(weights, asked))]
    }),
  )

const at = (column: readonly number[], places: readonly number[]): number[] =>
  places.map((place) => column[place] ?? 0)

const comparable = z.object({
  evaluation: z.string(),
  data: z.record(z.string(), z.object({ sha256: z.string() })),
  model: z.object({ name: z.string() }),
  units: z.object({
    ids: z.array(z.string()),
    values: z.record(
      z.string(),
      z.array(
        z
          .number()
          .nullable()
          .transform((value) => value ?? Number.NaN),
      ),
    ),
    weights: z.array(z.number()).optional(),
  }),
})
export type ComparableReport = z.infer<typeof comparable>

/** Throws `invalid-table` for a text that is no report. */
export const parseReport = (path: string, text: string): ComparableReport => {
  try {
    return comparable.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError(
      'invalid-table',
      `${path} is not a report. Write one with \`segue evaluate … --json > report.json\`.`,
      { cause },
    )
  }
}

export interface Comparison {
  readonly ours: string
  readonly theirs: string
  /** How many were judged in both. */
  readonly pairs: number
  /** Of those in both: the means, and `ours − theirs` with its interval. */
  readonly metrics: Readonly<Record<string, ComparedMetric>>
}

export interface ComparedMetric {
  readonly ours: number
  readonly theirs: number
  readonly difference: Interval
  /** Of ours, where the interval excludes 0. Most is best, but for clicks, of which fewest is. */
  readonly verdict: 'better' | 'worse' | 'undecided'
}

/** Paired by id over whoever is in both. Throws `invalid-config` where there is nobody, or where the data was not the same. */
export const compareReports = (
  ours: ComparableReport,
  theirs: ComparableReport,
  seed: string,
): Comparison => {
  if (ours.evaluation !== theirs.evaluation || !sameHoldout(ours, theirs))
    throw new AppError(
      'invalid-config',
      'These reports are not of the same evaluation over the same held-out table: a difference between them would say nothing. Run both over one.',
    )
  const places = new Map(theirs.units.ids.map((id, i) => [id, i]))
  const pairs = ours.units.ids.flatMap((id, i) => {
    const other = places.get(id)
    return other === undefined ? [] : [{ ours: i, theirs: other }]
  })
  if (pairs.length === 0)
    throw new AppError('invalid-config', 'These reports have nobody in common: run both over one table.')
  const metrics: Record<string, Comparison['metrics'][string]> = {}
  for (const [name, values] of Object.entries(ours.units.values)) {
    const others = theirs.units.values[name]
    if (others === undefined) continue
    const both = pairs.filter((pair) => !Number.isNaN((values[pair.ours] ?? 0) + (others[pair.theirs] ?? 0)))
    const a = both.map((pair) => values[pair.ours] ?? 0)
    const b = both.map((pair) => others[pair.theirs] ?? 0)
    const weights = both.map((pair) => ours.units.weights?.[pair.ours] ?? 1)
    const difference = pairedInterval(a, b, seed, weights)
    metrics[name] = {
      ours: intervalOf(a, seed, weights).mean,
      theirs: intervalOf(b, seed, weights).mean,
      difference,
      verdict: verdictOn(name, difference),
    }
  }
  return { ours: ours.model.name, theirs: theirs.model.name, pairs: pairs.length, metrics }
}

const verdictOn = (name: string, { low, high }: Interval): ComparedMetric['verdict'] => {
  if (low <= 0 && high >= 0) return 'undecided'
  return low > 0 !== name.startsWith('clicks') ? 'better' : 'worse'
}

const sameHoldout = (one: ComparableReport, other: ComparableReport): boolean =>
  one.data.holdout?.sha256 === other.data.holdout?.sha256
