import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bitmaskOf, inBitmask } from './bitmask.ts'

it('holds exactly the numbers it was made of', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(10_000)), (members) => {
      const words = bitmaskOf(members)
      const held = Array.from({ length: 10_100 }, (_, number) => number).filter((number) =>
        inBitmask(words, number),
      )
      expect(held).toEqual([...members].sort((a, b) => a - b))
    }),
    { numRuns: 30 },
  )
})

it('is empty for no numbers', () => {
  expect(bitmaskOf([])).toHaveLength(0)
})
