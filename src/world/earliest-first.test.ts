import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEarliestFirst } from './earliest-first.ts'

test('streams merge in order of time, ties by stream number, and nothing is lost', () => {
  const streams = fc.array(fc.array(fc.nat({ max: 50 }), { maxLength: 20, size: 'max' }), { maxLength: 12 })
  fc.assert(
    fc.property(streams, (times) => {
      const queues = times.map((stream) => [...stream].sort((a, b) => a - b))
      const next = (stream: number): number => queues[stream]?.[0] ?? Number.POSITIVE_INFINITY
      const order = createEarliestFirst(Float64Array.from(queues.keys(), next))
      const merged: [number, number][] = []
      for (let first = order.first(); first >= 0; first = order.first()) {
        merged.push([queues[first]?.shift() ?? -1, first])
        order.reschedule(next(first))
      }
      const expected = times.flatMap((stream, number) => stream.map((at): [number, number] => [at, number]))
      expect(merged).toEqual(expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]))
    }),
  )
})
