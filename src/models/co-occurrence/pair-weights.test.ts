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
        table.add(from, to, weight)
        plain.set(`${from} ${to}`, (plain.get(`${from} ${to}`) ?? 0) + weight)
      }
      const found = new Map<string, number>()
      table.each(0, table.slots, (from, to, weight) => {
        found.set(`${from} ${to}`, weight)
      })
      expect(found).toEqual(plain)
      expect(table.size).toBe(plain.size)
    }),
  )
})

test('a hundred thousand pairs are all kept apart', () => {
  const table = createPairWeights()
  for (let i = 0; i < 100_000; i++) table.add(i % 400, Math.floor(i / 400), 1)
  expect(table.size).toBe(100_000)
  let sum = 0
  for (let slot = 0; slot < table.slots; slot += 1000)
    table.each(slot, slot + 1000, (_from, _to, weight) => {
      sum += weight
    })
  expect(sum).toBe(100_000)
})

test('the usual order is soon, by two listeners or more, and more frequent than the way back', () => {
  const heard = fc.record({
    from: fc.nat({ max: 2 }),
    to: fc.nat({ max: 2 }),
    listener: fc.nat({ max: 2 }),
    soon: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(heard, { maxLength: 60 }), (all) => {
      const table = createPairWeights()
      for (const { from, to, ...of } of all) table.add(from, to, 1, of)
      table.each(0, table.slots, (from, to, _weight, usual) => {
        const there = all.filter((one) => one.from === from && one.to === to)
        const back = all.filter((one) => one.from === to && one.to === from)
        const soon = there.filter((one) => one.soon)
        const isUsual =
          new Set(soon.map(({ listener }) => listener)).size > 1 &&
          soon.length > back.filter((one) => one.soon).length &&
          there.length > back.length
        expect(usual).toBe(isUsual ? soon.length : 0)
      })
    }),
  )
})

test('counts that have reached their end claim no order', () => {
  const table = createPairWeights()
  for (let i = 0; i < 70_000; i++) {
    table.add(1, 2, 1, { listener: i % 2, soon: true })
    if (i < 66_000) table.add(2, 1, 1, { listener: i % 2, soon: true })
  }
  table.each(0, table.slots, (_from, _to, _weight, usual) => expect(usual).toBe(0))
})

test('of a listener who has gone nobody knows whether it was another: two who are known claim an order [promise: observed-bounded]', () => {
  const table = createPairWeights()
  const hear = (listener: number) => table.add(1, 2, 1, { listener, soon: true })
  const usual = () => {
    let found = 0
    table.each(0, table.slots, (_from, _to, _weight, times) => {
      found = times
    })
    return found
  }
  hear(1)
  table.renumberHearers(Int32Array.of(-1, 0))
  hear(0)
  expect(usual()).toBe(0)
  table.renumberHearers(Int32Array.of(-1, 0))
  hear(0)
  expect(usual()).toBe(0)
  hear(1)
  expect(usual()).toBe(4)
  table.renumberHearers(Int32Array.of(-1, -1))
  expect(usual()).toBe(4)
})
