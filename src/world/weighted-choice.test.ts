import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '#domain'
import { createWeightedChoice } from './weighted-choice.ts'

test('items are drawn as often as they weigh', () => {
  const choice = createWeightedChoice(Int32Array.of(7, 8, 9), (item) => ({ 7: 1, 8: 0, 9: 3 })[item] ?? 0)
  const random = createRandom('draws')
  const counts = new Map<number, number>()
  for (let i = 0; i < 4000; i++) {
    const item = choice.pick(random)
    counts.set(item, (counts.get(item) ?? 0) + 1)
  }
  expect(counts.has(8)).toBe(false)
  expect(counts.get(9)).toBeGreaterThan(2800)
  expect(counts.get(9)).toBeLessThan(3200)
})

test('a draw is always one of the items, and -1 without items', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true })), fc.integer(), (weights, seed) => {
      const items = Int32Array.from(weights.keys())
      const drawn = createWeightedChoice(items, (item) => weights[item] ?? 0).pick(createRandom(seed))
      expect(weights.length === 0 ? drawn === -1 : items.includes(drawn)).toBe(true)
    }),
  )
})
