import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRanked } from './ranked.ts'

const nameOf = (id: number) => `${id}`

test('what is put and removed stands in order of its number and then its name, each once', () => {
  const step = fc.record({ id: fc.nat(30), number: fc.option(fc.nat(20), { nil: undefined }) })
  fc.assert(
    fc.property(fc.array(step), fc.nat(40), fc.nat(20), (steps, count, least) => {
      const ranked = createRanked({ entries: [], idOf: (id: number) => id, numberOf: (id) => id }, nameOf)
      const numbers = new Map<number, number>()
      for (const { id, number } of steps) {
        if (number === undefined) {
          ranked.remove(id)
          numbers.delete(id)
        } else {
          ranked.put(id, number)
          numbers.set(id, number)
        }
      }
      const all = ranked.first(Number.POSITIVE_INFINITY)
      const byNumberAndName = [...numbers].sort(
        ([one, first], [other, second]) => second - first || (nameOf(one) < nameOf(other) ? -1 : 1),
      )
      expect(all).toEqual(byNumberAndName.map(([id]) => id))
      expect(ranked.first(count, least)).toEqual(
        all.filter((id) => (numbers.get(id) ?? 0) >= least).slice(0, count),
      )
    }),
  )
})

test('the highest five hundred are kept', () => {
  const entries = Array.from({ length: 600 }, (_, place) => place)
  const ranked = createRanked(
    { entries, idOf: (place) => `${place}`, numberOf: (place) => 600 - place },
    (id) => id,
  )
  ranked.put('high', 700)
  ranked.put('low', 3)
  const all = ranked.first(1_000)
  expect(all).toHaveLength(500)
  expect(all.slice(0, 2)).toEqual(['high', '0'])
  expect(all).not.toContain('low')
})
