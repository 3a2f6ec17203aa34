import type { ByteReader, ByteWriter } from './bytes.ts'

type Floats = Float32Array | Uint32Array

/**
 * Floats on a tape, bit for bit. Where all of a column are multiples of one power of two, as what was rounded to
 * steps is, they are written as whole numbers of it, counted from the least: of a float's four bytes three differ from one value to
 * the next, of such a number one or two. Any other column is written by its bits.
 */
export const writeFloats = (values: Floats, into: ByteWriter): void => {
  const steps = stepsOf(values)
  if (steps === undefined) {
    into.integers(new Uint32Array(values.buffer, values.byteOffset, values.length))
    return
  }
  into.byte(stepped)
  into.byte(-steps.exponent)
  into.length(steps.least < 0 ? -2 * steps.least - 1 : 2 * steps.least)
  into.integers(steps.above)
}

/** In the place of the number of planes, of which there are four at most. */
const stepped = 0xff

export const readFloats = (count: number, from: ByteReader): Float32Array => {
  const first = from.byte()
  if (first !== stepped) return new Float32Array(from.integers(count, first).buffer)
  const step = 2 ** -from.byte()
  const zigzag = from.length()
  const least = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  return Float32Array.from(from.integers(count), (above) => (least + above) * step)
}

interface Steps {
  /** Of two, at most 0. */
  readonly exponent: number
  readonly least: number
  /** How many steps above the least each is, in a buffer that the next call uses again. */
  readonly above: Uint32Array
}

/** Of the smallest float there is. */
const finest = -149

/** Above that, whole numbers take as many bytes as the bits do. */
const mostSteps = 0xff_ffff

let scratch = new Uint32Array(4_096)

/** Undefined where they are not near enough to one another for their step, or one is -0, which no whole number is. */
const stepsOf = (values: Floats): Steps | undefined => {
  let exponent = 0
  let least = Infinity
  let most = -Infinity
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (Object.is(value, -0)) return undefined
    while (exponent > finest && !Number.isInteger(value * 2 ** -exponent)) exponent--
    if (value < least) least = value
    if (value > most) most = value
  }
  const scale = 2 ** -exponent
  if (values.length === 0 || Math.max(Math.abs(least), most - least) * scale > mostSteps) return undefined
  if (scratch.length < values.length) scratch = new Uint32Array(2 * values.length)
  const above = scratch.subarray(0, values.length)
  for (let i = 0; i < values.length; i++) above[i] = ((values[i] ?? 0) - least) * scale
  return { exponent, least: least * scale, above }
}
