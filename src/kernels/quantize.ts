/**
 * Floats as small integers times one scale: `vector ≈ levels × scale`. Rows get 127 levels each way (one byte);
 * the query gets as many as the 32-bit sum of the dot product can bear, so that nearly all of the error comes
 * from the rows. Each vector has its own scale, chosen so that its largest component lands on the last level:
 * with one scale for all, one-hot vectors would clip and dense ones would lose most of their levels.
 */
export const rowLevels = 127

/** Beyond this a score could leave the range of a 32-bit float. */
const largestComponent = 1e9

/** Levels each way for a query, such that no dot product with a row overflows 32 bits. */
export const queryLevels = (dimensions: number): number =>
  Math.min(32_767, Math.floor(0x7fff_ffff / (rowLevels * dimensions)))

export interface Quantized {
  /** A 32-bit float, zero or more; zero when the vector is too small to have a scale, and then so are all levels. */
  readonly scale: number
  /** The length of `vector − levels × scale`: what was lost. */
  readonly error: number
  /** The length of `levels × scale`: what was kept. */
  readonly norm: number
}

/**
 * Writes the levels of `vector` into `levels`, which must be as long.
 * Throws a `RangeError` for a component that is not a number between ±1e9.
 */
export const quantize = (
  vector: Float32Array,
  highestLevel: number,
  levels: Int8Array | Int16Array,
): Quantized => {
  const scale = Math.fround(largestOf(vector) / highestLevel)
  let lost = 0
  let kept = 0
  for (let i = 0; i < vector.length; i++) {
    const component = vector[i] ?? 0
    const level =
      scale === 0 ? 0 : Math.max(-highestLevel, Math.min(highestLevel, Math.round(component / scale)))
    levels[i] = level
    const approximate = level * scale
    lost += (component - approximate) ** 2
    kept += approximate ** 2
  }
  return { scale, error: Math.sqrt(lost), norm: Math.sqrt(kept) }
}

const largestOf = (vector: Float32Array): number => {
  let largest = 0
  for (let i = 0; i < vector.length; i++) {
    const size = Math.abs(vector[i] ?? 0)
    // Written so that NaN, which compares false with everything, is refused too.
    if (!(size <= largestComponent))
      throw new RangeError(`Component ${i} is not a number between -1e9 and 1e9.`)
    if (size > largest) largest = size
  }
  return largest
}
