import type { Figure } from './claim.ts'

/** Quantiles of what was measured, and how sure they are. Samples come sorted, smallest first. */

/** The smallest sample that at least `share` of all samples do not exceed (nearest rank); NaN of nothing. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length))) - 1] ?? Number.NaN

/**
 * Where the percentile of the whole population lies with 95% confidence: order statistics around the rank, by the
 * normal approximation of the binomial (Conover, Practical Nonparametric Statistics, 3.2). No shape is assumed,
 * but independence is, and latencies come in bad patches: read it as the least the doubt can be.
 */
export const percentileInterval = (
  sorted: ArrayLike<number>,
  share: number,
): readonly [low: number, high: number] => {
  const size = sorted.length
  const spread = 1.96 * Math.sqrt(size * share * (1 - share))
  const at = (rank: number) => sorted[Math.min(size, Math.max(1, rank)) - 1] ?? Number.NaN
  return [at(Math.floor(size * share - spread)), at(Math.ceil(size * share + spread) + 1)]
}

export const ascending = (samples: Iterable<number>): Float64Array => Float64Array.from(samples).sort()

/** The four figures of a latency; the bar is on p99. Samples need no order. */
export const latencyFigures = (
  name: string,
  tookMs: Iterable<number>,
  p99AtMostMs?: number,
): readonly Figure[] => {
  const sorted = ascending(tookMs)
  return [
    { name: `${name}: p50`, value: percentile(sorted, 0.5), unit: 'ms' },
    { name: `${name}: p95`, value: percentile(sorted, 0.95), unit: 'ms' },
    {
      name: `${name}: p99`,
      value: percentile(sorted, 0.99),
      unit: 'ms',
      interval: percentileInterval(sorted, 0.99),
      ...(p99AtMostMs !== undefined && { bar: { atMost: p99AtMostMs } }),
    },
    { name: `${name}: slowest`, value: percentile(sorted, 1), unit: 'ms' },
  ]
}

/**
 * The least-squares line through values at even steps: what it rises by a step, and where that lies with 95%
 * confidence were the values independent around a line (Student's t; the quantile by Abramowitz and Stegun, 26.7.5).
 */
export const slopeOf = (
  values: readonly number[],
): { readonly slope: number; readonly interval: readonly [low: number, high: number] } => {
  const size = values.length
  const meanX = (size - 1) / 2
  const meanY = values.reduce((sum, value) => sum + value, 0) / size
  const variance = values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0)
  const slope = values.reduce((sum, value, x) => sum + (x - meanX) * (value - meanY), 0) / variance
  const misses = values.reduce((sum, value, x) => sum + (value - meanY - slope * (x - meanX)) ** 2, 0)
  const free = size - 2
  if (free < 1) return { slope, interval: [Number.NaN, Number.NaN] }
  const doubt = studentQuantile(free) * Math.sqrt(misses / free / variance)
  return { slope, interval: [slope - doubt, slope + doubt] }
}

/** Within half a percent from five degrees of freedom on. */
const studentQuantile = (free: number): number => {
  const z = 1.959964
  return (
    z +
    (z ** 3 + z) / (4 * free) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * free ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * free ** 3)
  )
}

/** True for a figure without a bar. A figure that could not be measured misses any bar. */
export const meetsBar = ({ value, bar }: Figure): boolean =>
  bar === undefined ||
  (Number.isFinite(value) &&
    (bar.atMost === undefined || value <= bar.atMost) &&
    (bar.atLeast === undefined || value >= bar.atLeast))
