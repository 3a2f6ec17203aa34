import fc from 'fast-check'
import { expect, test } from 'vitest'
import { largestFirst } from './largest-first.ts'

test('the largest stand in front, whatever repeats', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY)), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 60 }), (list, wanted) => {
      const values = Float32Array.from(list)
      const count = Math.min(wanted, values.length)
      largestFirst(values, count)
      const sorted = Float32Array.from(list).sort().reverse()
      expect(values.slice(0, count).sort().reverse()).toEqual(sorted.slice(0, count))
      expect(values.slice().sort().reverse()).toEqual(sorted)
    }),
  )
})
