import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '#domain'
import { type Choices, fitConditionalLogit } from './conditional-logit.ts'
import { solveSymmetric } from './solve-symmetric.ts'

const fittedOn = (choices: Choices, prior: Float64Array, ridge: number) => {
  const steps = fitConditionalLogit(choices, prior, ridge)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Choices among `rows` as somebody with these weights makes them. */
const madeBy = (weights: readonly number[], count: number, rows = 5): Choices => {
  const random = createRandom('choices')
  const width = weights.length
  const values = Float32Array.from({ length: count * rows * width }, () => random.next() * 2 - 1)
  const chosen = Uint32Array.from({ length: count }, (_, c) => {
    const odds = Array.from({ length: rows }, (_, r) =>
      Math.exp(weights.reduce((sum, w, k) => sum + w * (values[(c * rows + r) * width + k] ?? 0), 0)),
    )
    const drawn = random.next() * odds.reduce((sum, odd) => sum + odd, 0)
    const row = odds.findIndex((_, r) => odds.slice(0, r + 1).reduce((sum, odd) => sum + odd, 0) > drawn)
    return c * rows + Math.max(0, row)
  })
  return { width, values, chosen, starts: Uint32Array.from({ length: count + 1 }, (_, c) => c * rows) }
}

test('weights that made the choices are found again', () => {
  const { weights } = fittedOn(madeBy([2, -1, 0], 4_000), new Float64Array(3), 1e-6)
  for (const [k, weight] of [2, -1, 0].entries())
    expect(Math.abs((weights[k] ?? 9) - weight)).toBeLessThan(0.15)
})

test('no weights near those found fit better', () => {
  const choices = madeBy([1, 1, -2], 300)
  const found = fittedOn(choices, new Float64Array(3), 1e-9)
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      (off) => {
        const near = found.weights.map((weight, k) => weight + (off[k] ?? 0))
        // A ridge that holds them there: the loss of these weights.
        expect(fittedOn(choices, near, 1e9).loss).toBeGreaterThan(found.loss - 1e-4)
      },
    ),
  )
})

test('one choice leaves the weights near the prior, and a column without difference at it', () => {
  const prior = Float64Array.of(1, 0, 3)
  const one: Choices = {
    width: 3,
    values: Float32Array.of(1, 0, 5, 0, 1, 5),
    starts: Uint32Array.of(0, 2),
    chosen: Uint32Array.of(1),
  }
  const { weights } = fittedOn(one, prior, 10)
  expect(weights[2]).toBe(3)
  expect(Math.abs((weights[0] ?? 9) - 1)).toBeLessThan(0.3)
})

test('a positive definite system is solved', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 9, maxLength: 9 }),
      (m) => {
        const n = 3
        const at = (i: number, j: number) => m[i * n + j] ?? 0
        const a = Float64Array.from({ length: 9 }, (_, place) => {
          const [i, j] = [Math.floor(place / n), place % n]
          return [0, 1, 2].reduce((sum, k) => sum + at(i, k) * at(j, k), i === j ? 0.5 : 0)
        })
        const x = [1, -2, 3]
        const b = Float64Array.from([0, 1, 2], (i) =>
          x.reduce((sum, value, j) => sum + (a[i * n + j] ?? 0) * value, 0),
        )
        const solved = solveSymmetric(a, b, n)
        for (const [i, value] of x.entries()) expect(solved[i]).toBeCloseTo(value, 4)
      },
    ),
  )
})
