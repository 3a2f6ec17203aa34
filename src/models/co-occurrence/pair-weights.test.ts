import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPairWeights } from './pair-weights.ts'

test('sums are those of a map, also while the table grows', () => {
  const additions = fc.array(
    fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 300 }), fc.integer({ min: 1, max: 4 })),
  )
  fc.assert(
    fc.property(additions, (all) => {
      const table = createPairWeights()
      const plain = new Map<string, number>()
      for (const [from, to, weight] of all) {
        table.add(from, to, weight, weight)
        plain.set(`${from} ${to}`, (plain.get(`${from} ${to}`) ?? 0) + weight)
      }
      const found = new Map<string, number>()
      table.each(0, table.slots, (from, to, weight, times) => {
        expect(times).toBe(weight)
        found.set(`${from} ${to}`, weight)
      })
      expect(found).toEqual(plain)
      expect(table.size).toBe(plain.size)
    }),
  )
})

test('a hundred thousand pairs are all kept apart', () => {
  const table = createPairWeights()
  for (let i = 0; i < 100_000; i++) table.add(i % 400, Math.floor(i / 400), 1, 1)
  expect(table.size).toBe(100_000)
  let sum = 0
  for (let slot = 0; slot < table.slots; slot += 1000)
    table.each(slot, slot + 1000, (_from, _to, weight) => {
      sum += weight
    })
  expect(sum).toBe(100_000)
})
