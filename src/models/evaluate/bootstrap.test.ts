import { expect, test } from 'vitest'
import { createRandom } from '#domain'
import { intervalOf, pairedInterval } from './bootstrap.ts'

test('an interval holds the true mean about 95 times in a hundred', () => {
  const random = createRandom('coverage')
  let held = 0
  for (let run = 0; run < 200; run++) {
    const { low, high } = intervalOf(
      Array.from({ length: 80 }, () => random.next()),
      `${run}`,
    )
    if (low <= 0.5 && high >= 0.5) held++
  }
  expect(held).toBeGreaterThan(200 * 0.89)
  expect(held).toBeLessThan(200)
})

test('the same seed draws the same, and pairs cancel what both have', () => {
  const values = Array.from({ length: 50 }, (_, i) => Math.sin(i))
  expect(intervalOf(values, 'a')).toEqual(intervalOf(values, 'a'))
  const better = values.map((value) => value + 0.1)
  const { mean, low, high } = pairedInterval(better, values, 'a')
  for (const bound of [mean, low, high]) expect(bound).toBeCloseTo(0.1)
  expect(intervalOf([], 'a')).toEqual({ mean: 0, low: 0, high: 0 })
})

test('a weighted mean is that of the values as often as their weights, and 0 where nothing weighs', () => {
  expect(intervalOf([1, 0, 0.5], 'a', [2, 1, 1]).mean).toBeCloseTo(2.5 / 4)
  expect(intervalOf([1, 0], 'a', [1, 1])).toEqual(intervalOf([1, 0], 'a'))
  expect(intervalOf([1], 'a', [0])).toEqual({ mean: 0, low: 0, high: 0 })
})
