import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFactors, createFoldIn } from './factors.ts'
import { plainGram, plainScores, plainSolveRow } from './plain-factors.ts'

const sine = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * 12.9898 * seed))

const shapes = fc.record({
  dimensions: fc.constantFrom(4, 8, 20),
  rows: fc.integer({ min: 1, max: 9 }),
  others: fc.integer({ min: 1, max: 12 }),
  seed: fc.double({ min: 0.1, max: 9, noNaN: true }),
  steps: fc.integer({ min: 0, max: 6 }),
})

test('rows are solved as by the plain twin, bit for bit', () => {
  fc.assert(
    fc.property(shapes, ({ dimensions, rows, others, seed, steps }) => {
      const keysOf = (row: number) =>
        Uint32Array.from({ length: others }, (_, key) => key).filter((key) => (key * 7 + row * 3) % 4 < 2)
      const all = Array.from({ length: rows }, (_, row) => keysOf(row))
      const starts = new Uint32Array(rows + 1)
      all.forEach((keys, row) => {
        starts[row + 1] = (starts[row] ?? 0) + keys.length
      })
      const keys = Uint32Array.from(all.flatMap((list) => [...list]))
      const weights = sine(keys.length, seed).map((value) => value * value + 0.1)
      const ridges = new Float32Array(rows).fill(0.5)
      const side = { starts, keys, weights, ridges, factors: sine(rows * dimensions, seed + 1) }
      const none = {
        starts: new Uint32Array(others + 1),
        keys: new Uint32Array(0),
        weights: new Float32Array(0),
      }
      const factors = sine(others * dimensions, seed)
      const solver = createFactors(dimensions, [side, { ...none, ridges: new Float32Array(others), factors }])
      solver.begin(0, 0.1)
      const gram = plainGram(factors, dimensions, 0.1)
      for (let row = 0; row < rows; row++) {
        solver.solve(0, row, steps)
        const own = all[row] ?? keys
        const x = side.factors.slice(row * dimensions, (row + 1) * dimensions)
        const system = { gram, factors, keys: own, weights: weights.subarray(starts[row]), ridge: 0.5 }
        if (own.length === 0) x.fill(0)
        else plainSolveRow(system, x, steps)
        expect(solver.factorsOf(0).slice(row * dimensions, (row + 1) * dimensions)).toEqual(x)
      }
    }),
  )
})

test('a vector from outside solves its system, and scores rows as the plain twin', () => {
  const [dimensions, rows] = [8, 13]
  const factors = sine(rows * dimensions, 2)
  const foldIn = createFoldIn(dimensions, factors, 0.1)
  const gram = plainGram(factors, dimensions, 0.1)
  for (const length of [2, 11, 5]) {
    const keys = Uint32Array.from({ length }, (_, i) => i)
    const weights = sine(length, 3).map((value) => value * value)
    const scores = new Float32Array(rows)
    foldIn(keys, weights, 0.4, 30, scores)
    const x = new Float32Array(dimensions)
    plainSolveRow({ gram, factors, keys, weights, ridge: 0.4 }, x, 30)
    expect(scores).toEqual(plainScores(factors, x))
    for (let i = 0; i < dimensions; i++) {
      let left = 0.4 * (x[i] ?? 0)
      for (let j = 0; j < dimensions; j++) left += (gram[i * dimensions + j] ?? 0) * (x[j] ?? 0)
      keys.forEach((key, place) => {
        const q = factors.subarray(key * dimensions, (key + 1) * dimensions)
        const dot = q.reduce((sum, value, j) => sum + value * (x[j] ?? 0), 0)
        left += (weights[place] ?? 0) * (q[i] ?? 0) * (dot - 1)
      })
      expect(left).toBeCloseTo(0, 3)
    }
  }
})
