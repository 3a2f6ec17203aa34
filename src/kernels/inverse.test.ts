import fc from 'fast-check'
import { expect, test } from 'vitest'
import { invertPositive } from './inverse.ts'
import { plainInverse } from './plain-inverse.ts'

const positive = (n: number, seed: number): Float32Array => {
  const root = Float64Array.from({ length: n * n }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) * 2)
  const matrix = new Float32Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = i === j ? n : 0
      for (let k = 0; k < n; k++) sum += (root[i * n + k] ?? 0) * (root[j * n + k] ?? 0)
      matrix[i * n + j] = sum
    }
  return matrix
}

const inverted = (matrix: Float32Array, n: number): Float32Array => {
  const inverse = matrix.slice()
  for (const share of invertPositive(inverse, n)) expect(share).toBeLessThanOrEqual(1)
  return inverse
}

test('a matrix times its inverse is the identity, for sizes that fill no lane evenly', () => {
  for (const n of [1, 2, 3, 4, 5, 8, 17, 40]) {
    const matrix = positive(n, 1)
    const inverse = inverted(matrix, n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let k = 0; k < n; k++) sum += (matrix[i * n + k] ?? 0) * (inverse[k * n + j] ?? 0)
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 4)
      }
  }
})

test('it is that of the plain twin, bit for bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0.1, max: 9, noNaN: true }), (n, seed) => {
      const matrix = positive(n, seed)
      expect(inverted(matrix, n)).toEqual(plainInverse(matrix, n))
    }),
  )
})

test('a matrix that is not positive definite is refused by both', () => {
  const matrix = Float32Array.of(1, 2, 2, 1)
  expect(() => inverted(matrix, 2)).toThrow('not positive definite')
  expect(() => plainInverse(matrix, 2)).toThrow('not positive definite')
})
