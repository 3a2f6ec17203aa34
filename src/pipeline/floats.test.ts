import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createByteReader, createByteWriter } from './bytes.ts'
import { readFloats, writeFloats } from './floats.ts'

const written = (values: Float32Array): Uint8Array => {
  const into = createByteWriter()
  writeFloats(values, into)
  return into.bytes()
}
const readBack = (values: Float32Array): Float32Array => {
  const from = createByteReader(written(values))
  const read = readFloats(values.length, from)
  expect(from.atEnd()).toBe(true)
  return read
}
const bits = ({ buffer, byteOffset, length }: Float32Array) => [
  ...new Uint32Array(buffer, byteOffset, length),
]

const anyFloat = fc.float({ noNaN: true, noDefaultInfinity: true })
/** Whole numbers of some power of two, near to one another or far. */
const stepped = fc
  .tuple(fc.integer({ min: -149, max: 100 }), fc.array(fc.integer({ min: -70_000, max: 70_000 })))
  .map(([exponent, numbers]) => numbers.map((number) => number * 2 ** exponent))

describe('floats on a tape', () => {
  it('come back bit for bit, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(anyFloat), stepped), (numbers) => {
        const values = Float32Array.from(numbers)
        expect(bits(readBack(values))).toEqual(bits(values))
      }),
      { numRuns: 500 },
    )
  })

  it('of steps take as many bytes as the steps need, not four', () => {
    const values = Float32Array.from(
      { length: 300 },
      (_, place) => Math.round(4_096 * Math.sin(place)) / 4_096,
    )
    expect(written(values).length).toBeLessThan(2 * 300 + 10)
    expect(written(Float32Array.from(values, (value) => value / 3)).length).toBeGreaterThan(4 * 300)
  })

  it('are read as tapes had them that knew no steps', () => {
    const values = Float32Array.of(0.5, -0.25, 3)
    const into = createByteWriter()
    into.integers(Uint32Array.from(bits(values)))
    expect(bits(readFloats(3, createByteReader(into.bytes())))).toEqual(bits(values))
  })
})
