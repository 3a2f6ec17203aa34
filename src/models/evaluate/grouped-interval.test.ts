import { expect, test } from 'vitest'
import { groupedInterval } from './grouped-interval.ts'

const seed = 'grouped'

test('the mean is over values, and what says nothing is left out', () => {
  const { mean } = groupedInterval([1, 0, 0, Number.NaN], ['ann', 'bob', 'bob', 'eve'], seed)
  expect(mean).toBeCloseTo(1 / 3, 12)
  expect(groupedInterval([Number.NaN], ['ann'], seed)).toEqual({ mean: 0, low: 0, high: 0 })
})

test('a hundred values of one listener are one witness, and of a hundred listeners a hundred', () => {
  const values = Array.from({ length: 400 }, (_, i) => (Math.floor(i / 100) % 2 === 0 ? 1 : 0))
  const width = (owners: readonly string[]) => {
    const { low, high } = groupedInterval(values, owners, seed)
    return high - low
  }
  const ofFour = width(values.map((_, i) => `l${Math.floor(i / 100)}`))
  const ofAll = width(values.map((_, i) => `l${i}`))
  expect(ofAll).toBeLessThan(0.15)
  expect(ofFour).toBeGreaterThan(4 * ofAll)
})
