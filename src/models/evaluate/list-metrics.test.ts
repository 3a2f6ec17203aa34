import fc from 'fast-check'
import { expect, test } from 'vitest'
import { giniOf, hitRateAt, ndcgAt, recallAt } from './list-metrics.ts'

const list = Uint32Array.of(5, 3, 9, 1)
const wanted = new Set([3, 1, 7])

test('recall counts hits against all that is wanted, however short the list', () => {
  expect(recallAt(list, wanted, 4)).toBeCloseTo(2 / 3)
  expect(recallAt(list, wanted, 2)).toBeCloseTo(1 / 3)
  expect(recallAt(list, new Set(), 4)).toBe(0)
})

test('the ideal of NDCG is all that is wanted in front, cut at k, whatever the list holds', () => {
  const gain = (rank: number) => 1 / Math.log2(rank + 1)
  expect(ndcgAt(list, wanted, 4)).toBeCloseTo((gain(2) + gain(4)) / (gain(1) + gain(2) + gain(3)))
  expect(ndcgAt(list, wanted, 2)).toBeCloseTo(gain(2) / (gain(1) + gain(2)))
  expect(ndcgAt(list, new Set([5, 3]), 2)).toBe(1)
})

test('a hit rate is whether there is a hit', () => {
  expect([hitRateAt(list, wanted, 1), hitRateAt(list, wanted, 2)]).toEqual([0, 1])
})

test('all metrics are in [0, 1], and a longer list has no less recall', () => {
  const items = fc.uniqueArray(fc.nat(30), { maxLength: 20 })
  fc.assert(
    fc.property(items, items, fc.integer({ min: 1, max: 20 }), (shown, test, k) => {
      const [found, asked] = [Uint32Array.from(shown), new Set(test)]
      for (const metric of [recallAt, ndcgAt, hitRateAt]) {
        expect(metric(found, asked, k)).toBeGreaterThanOrEqual(0)
        expect(metric(found, asked, k)).toBeLessThanOrEqual(1 + 1e-12)
      }
      expect(recallAt(found, asked, k + 1)).toBeGreaterThanOrEqual(recallAt(found, asked, k))
    }),
  )
})

test('exposure is fair where all are shown alike, and not where one is shown alone', () => {
  expect(giniOf(Uint32Array.of(4, 4, 4, 4))).toBe(0)
  expect(giniOf(Uint32Array.of(0, 0, 0, 8))).toBeCloseTo(0.75)
  expect(giniOf(new Uint32Array(3))).toBe(0)
})
