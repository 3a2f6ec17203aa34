import { expect, test } from 'vitest'
import { invertPositive } from './plain-inverse.ts'

const positive = (n: number): Float64Array => {
  const root = Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * 12.9898) * 2)
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = i === j ? 1 : 0
      for (let k = 0; k < n; k++) sum += (root[i * n + k] ?? 0) * (root[j * n + k] ?? 0)
      matrix[i * n + j] = sum
    }
  return matrix
}

test('a matrix times its inverse is the identity, for sizes that fill no lane evenly', () => {
  for (const n of [1, 2, 3, 5, 8, 17, 40]) {
    const matrix = positive(n)
    const inverse = matrix.slice()
    for (const share of invertPositive(inverse, n)) expect(share).toBeLessThanOrEqual(1)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let k = 0; k < n; k++) sum += (matrix[i * n + k] ?? 0) * (inverse[k * n + j] ?? 0)
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 6)
      }
  }
})

test('a matrix that is not positive definite is refused', () => {
  const steps = invertPositive(Float64Array.of(1, 2, 2, 1), 2)
  expect(() => [...steps]).toThrow('not positive definite')
})
