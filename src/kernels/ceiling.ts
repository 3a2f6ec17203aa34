import type { Quantized } from './quantize.ts'

/**
 * A row's ceiling: a number its true dot product with the query cannot reach, found without the true vectors.
 * With x, q the true vectors and x̃, q̃ the quantised ones, x·q = x̃·q̃ + (x − x̃)·q + x̃·(q − q̃), so by Cauchy–Schwarz
 *
 *     x·q ≤ x̃·q̃ + |x − x̃||q| + |x̃||q − q̃|
 *
 * The scan has |x − x̃| per row (`slack`), for it differs much between rows, and multiplies it by |q| (`reach`). The
 * rest is the same for all rows (`margin`): the query's own loss, and the roundings to 32-bit floats on the way,
 * fewer than 12 of 2⁻²⁴ each of at most |x||q|, taken as 2⁻²⁰; 2⁻¹²⁶ is for numbers so small that they round absolutely.
 */
export interface CeilingTerms {
  readonly reach: number
  readonly margin: number
}

/** The terms of one query. `longest`: the length of the longest row, or more. */
export const ceilingTerms = ({ norm, error }: Quantized, longest: number): CeilingTerms => {
  const reach = norm + error
  return { reach: Math.fround(reach), margin: Math.fround(longest * (error + reach * 2 ** -20) + 2 ** -126) }
}
