import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTopList } from './top-list.ts'

test('the list holds what sorting everything would put first', () => {
  const offers = fc.uniqueArray(fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 5 })), {
    selector: ([key]) => key,
  })
  fc.assert(
    fc.property(offers, fc.integer({ min: 1, max: 12 }), (all, capacity) => {
      const list = createTopList(capacity)
      for (const [key, score] of all) list.offer(key, score)
      const held = Array.from({ length: list.size }, (_, rank) => [list.keyAt(rank), list.scoreAt(rank)])
      expect(held).toEqual([...all].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, capacity))
    }),
  )
})
