import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant, trackId } from '#domain'
import { createHeard } from './popularity/heard.ts'
import { fromStrongest, numberedFirst } from './weakest.ts'

const order = (...counts: number[]) => [...fromStrongest(Float64Array.from(counts), counts.length)]

test('who was counted more is the stronger, and of equals who was met later', () => {
  expect(order(1, 3, 1, 2)).toEqual([1, 3, 2, 0])
  expect(order()).toEqual([])
})

test('of any counts just as many stay as may, none weaker than one that goes, in their order of before [promise: observed-bounded]', () => {
  const counts = fc.array(fc.nat(3), { maxLength: 60 })
  fc.assert(
    fc.property(counts, fc.nat(70), (counted, most) => {
      const numbers = numberedFirst(most, fromStrongest(Float64Array.from(counted), counted.length))
      const staying = counted.flatMap((_, number) => ((numbers[number] ?? -1) >= 0 ? [number] : []))
      expect(staying.map((number) => numbers[number])).toEqual(staying.map((_, place) => place))
      const sorted = counted.map((count, number) => ({ count, number }))
      sorted.sort((a, b) => b.count - a.count || b.number - a.number)
      const expected = sorted.slice(0, most).map(({ number }) => number)
      expect(staying).toEqual(expected.sort((a, b) => a - b))
    }),
  )
})

test('of tracks that were all heard once half stay, those met last [promise: observed-bounded]', () => {
  const heard = createHeard({ mostTracks: 10, halfLifeMs: 1_000 })
  for (let number = 0; number < 11; number++) heard.add(trackId(`t${number}`), 1, true, 0)
  const events = Array.from({ length: 11 }, (_, number) => heard.of(trackId(`t${number}`), instant(0)).events)
  expect(events).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
})
