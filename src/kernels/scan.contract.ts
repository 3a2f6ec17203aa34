import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bitmaskOf } from './bitmask.ts'
import { quantize, rowLevels } from './quantize.ts'
import type { Scan, ScanShape } from './scan.ts'

const ofOnes = (dimensions: number, ...ones: readonly number[]): Float32Array =>
  Float32Array.from({ length: dimensions }, (_, i) => (ones.includes(i) ? 1 : 0))

const component = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: -1, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, 2 ** -140, -(2 ** -149), 1e9, -1e9) },
)

/** Vectors that meet the scan's edges: ordinary, all zeros, all alike. */
export const vectorOf = (dimensions: number): fc.Arbitrary<Float32Array> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(component, { minLength: dimensions, maxLength: dimensions })
        .map((list) => Float32Array.from(list)),
    },
    { weight: 1, arbitrary: component.map((value) => new Float32Array(dimensions).fill(value)) },
  )

/** What every scan does. */
export const scanContract = (name: string, create: (shape: ScanShape) => Scan): void => {
  describe(`${name} as a scan`, () => {
    it('finds nothing when no row is set', () => {
      const scan = create({ dimensions: 16, capacity: 0 })
      expect(scan.find(ofOnes(16, 0), 5).rows).toHaveLength(0)
      expect(scan.size).toBe(0)
    })

    it('finds the rows with the highest dot product, best first, and no more than there are', () => {
      const scan = create({ dimensions: 16, capacity: 1 })
      scan.set(7, ofOnes(16, 0))
      scan.set(40, ofOnes(16, 0, 1))
      scan.set(2, ofOnes(16, 5))
      const found = scan.find(ofOnes(16, 0, 1), 10)
      expect([...found.rows]).toEqual([40, 7, 2])
      expect([...found.ceilings].map((ceiling) => Math.round(ceiling * 1e3) / 1e3)).toEqual([2, 1, 0])
    })

    it('gives equal rows in the order of their numbers, also when they exceed the limit', () => {
      const scan = create({ dimensions: 32, capacity: 100 })
      for (let row = 99; row >= 0; row--) scan.set(row, ofOnes(32, 3))
      expect([...scan.find(ofOnes(32, 3), 4).rows]).toEqual([0, 1, 2, 3])
    })

    it('holds the zero vector, which is as near to one query as to any other', () => {
      const scan = create({ dimensions: 16, capacity: 4 })
      scan.set(0, new Float32Array(16))
      scan.set(1, ofOnes(16, 1))
      expect([...scan.find(ofOnes(16, 1), 2).rows]).toEqual([1, 0])
      expect([
        ...scan.find(
          ofOnes(16, 1).map((value) => -value),
          2,
        ).rows,
      ]).toEqual([0, 1])
      expect([...scan.find(new Float32Array(16), 2).rows]).toEqual([0, 1])
    })

    it('no longer finds a deleted row, and finds it again when it is set again', () => {
      const scan = create({ dimensions: 16, capacity: 64 })
      scan.set(33, ofOnes(16, 0))
      expect(scan.delete(33)).toBe(true)
      expect(scan.delete(33)).toBe(false)
      expect([scan.size, scan.has(33), scan.find(ofOnes(16, 0), 1).rows.length]).toEqual([0, false, 0])
      scan.set(33, ofOnes(16, 1))
      expect([...scan.find(ofOnes(16, 1), 1).rows]).toEqual([33])
    })

    it('replaces a row that is set twice', () => {
      const scan = create({ dimensions: 16, capacity: 1 })
      scan.set(0, ofOnes(16, 0))
      scan.set(0, ofOnes(16, 1))
      expect(scan.size).toBe(1)
      expect(scan.find(ofOnes(16, 0), 1).ceilings[0]).toBeCloseTo(0)
    })

    it('keeps to the allowed rows; rows beyond the end of the mask are not allowed', () => {
      const scan = create({ dimensions: 16, capacity: 64 })
      for (let row = 0; row < 64; row++) scan.set(row, ofOnes(16, 0))
      const find = (allow: Uint32Array) => [...scan.find(ofOnes(16, 0), 64, { allow }).rows]
      expect(find(bitmaskOf([5, 31]))).toEqual([5, 31])
      expect(find(bitmaskOf([63]))).toEqual([63])
      expect(find(new Uint32Array(0))).toEqual([])
      expect(scan.find(ofOnes(16, 0), 64).rows).toHaveLength(64)
    })

    it('keeps to ceilings above the floor, the floor itself left out', () => {
      const scan = create({ dimensions: 16, capacity: 4 })
      scan.set(0, ofOnes(16, 0))
      scan.set(1, ofOnes(16, 1))
      const [first = 0, second = 0] = scan.find(ofOnes(16, 0), 4).ceilings
      expect([...scan.find(ofOnes(16, 0), 4, { above: second }).rows]).toEqual([0])
      expect([...scan.find(ofOnes(16, 0), 4, { above: first }).rows]).toEqual([])
    })

    it('grows after a search without losing or inventing a row', () => {
      const scan = create({ dimensions: 16, capacity: 0 })
      for (let row = 0; row < 5_000; row++) {
        scan.set(row, ofOnes(16, row % 16))
        if (row % 500 === 0) expect(scan.find(ofOnes(16, 0), row + 1).rows).toHaveLength(row + 1)
      }
      expect([...scan.find(ofOnes(16, 0), 3).rows]).toEqual([0, 16, 32])
      expect(scan.size).toBe(5_000)
    })

    it('says what is wrong with a bad shape, row, vector or limit', () => {
      expect(() => create({ dimensions: 100, capacity: 1 })).toThrow('multiple of 16')
      const scan = create({ dimensions: 16, capacity: 1 })
      expect(() => scan.set(-1, ofOnes(16, 0))).toThrow('row number')
      expect(() => scan.set(0, ofOnes(32, 0))).toThrow('16 components; this one has 32')
      expect(() => scan.set(0, ofOnes(16, 0).fill(Number.NaN))).toThrow('Component 0 is not a number')
      expect(() => scan.find(new Float32Array(16).fill(Infinity), 1)).toThrow('Component 0')
      expect(() => scan.find(ofOnes(16, 0), 1.5)).toThrow('limit')
      expect(scan.size).toBe(0)
    })

    it('puts every ceiling above the true dot product, and not far above', () => {
      const few = fc.array(vectorOf(16), { minLength: 1, maxLength: 40 })
      const dot = (a: Float32Array, b: Float32Array) =>
        a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
      const lengthOf = (vector: Float32Array) => Math.sqrt(dot(vector, vector))
      fc.assert(
        fc.property(few, vectorOf(16), (vectors, query) => {
          const scan = create({ dimensions: 16, capacity: 1 })
          vectors.forEach((vector, row) => {
            scan.set(row, vector)
          })
          const { rows, ceilings } = scan.find(query, vectors.length)
          expect(rows).toHaveLength(vectors.length)
          const longest = Math.max(...vectors.map(lengthOf))
          rows.forEach((row, i) => {
            const vector = vectors[row] ?? new Float32Array(16)
            const above = (ceilings[i] ?? 0) - dot(vector, query)
            expect(above).toBeGreaterThan(0)
            // Half a step per component each way is √16/127 of the length; a thousandth more for the margin; and
            // vectors too small to have a scale are all slack.
            const most = (lengthOf(vector) * 0.032 + longest * 0.001) * lengthOf(query)
            expect(above).toBeLessThanOrEqual(most + 2 ** -100)
          })
        }),
      )
    })

    it("keeps the ceiling above for the query that a row's rounding hurts most", () => {
      fc.assert(
        fc.property(
          fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 }),
          (list) => {
            const vector = Float32Array.from(list)
            const levels = new Int8Array(16)
            const { scale } = quantize(vector, rowLevels, levels)
            const lost = vector.map((value, i) => value - (levels[i] ?? 0) * scale)
            const truth = vector.reduce((sum, value, i) => sum + value * (lost[i] ?? 0), 0)
            const scan = create({ dimensions: 16, capacity: 1 })
            scan.set(0, vector)
            expect(scan.find(lost, 1).ceilings[0]).toBeGreaterThan(truth)
          },
        ),
      )
    })
  })
}
