import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortInSlices } from './in-slices.ts'

/** A sort that counts what it does between two turns of the event loop. */
const counted = async (numbers: readonly number[]) => {
  let compared = 0
  let inThisTurn = 0
  let mostInATurn = 0
  const sorted = await sortInSlices(
    numbers.map((value, at) => ({ value, at })),
    (a, b) => {
      compared += 1
      inThisTurn += 1
      mostInATurn = Math.max(mostInATurn, inThisTurn)
      return a.value - b.value
    },
    async () => {
      inThisTurn = 0
    },
  )
  return { sorted, compared, mostInATurn }
}

it('puts any list in the order in which the engine would, equals as they stood', async () => {
  const lists = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 3_000, size: 'max' })
  const property = fc.asyncProperty(lists, async (numbers) => {
    const { sorted } = await counted(numbers)
    const wanted = numbers.map((value, at) => ({ value, at })).toSorted((a, b) => a.value - b.value)
    expect(sorted).toEqual(wanted)
  })
  await fc.assert(property, { numRuns: 30 })
})

it('compares a few thousand times in a turn, however long the list', async () => {
  const { compared, mostInATurn } = await counted(
    Array.from({ length: 50_000 }, (_, n) => (n * 7_919) % 50_021),
  )
  expect(compared).toBeGreaterThan(500_000)
  expect(mostInATurn).toBeLessThan(2 * 2_048 + 256)
})

it('looks at each entry about once where all but a few stand right', async () => {
  const nearly = Array.from({ length: 50_000 }, (_, n) => (n < 49_990 ? n : n - 25_000))
  const { compared } = await counted(nearly)
  expect(compared).toBeLessThan(150_000)
})
