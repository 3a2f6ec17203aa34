import { expect, it } from 'vitest'
import { openTagBars } from './tag-row.ts'

const [rap, jazz, live] = [7, 8, 9]
/** Rap, jazz, both, neither. */
const columns = {
  tag1: Uint32Array.of(rap, jazz, rap, 0),
  tag2: Uint32Array.of(0, 0, jazz, 0),
  tag3: Uint32Array.of(0, 0, live, 0),
}
const openRow = (shares: [number, number][], heardTags: number[][]) =>
  openTagBars({ places: 4, beyond: 0.25 }, { shares, heardTags }, columns, 4)

it('bars a tag once it has had its share of the row and so much beyond it', () => {
  const row = openRow([[rap, 0.25]], [])
  expect([...row.barred]).toEqual([0, 0, 0, 0])
  row.took(0)
  expect([...row.barred]).toEqual([0, 0, 0, 0])
  row.took(0)
  expect([...row.barred]).toEqual([1, 0, 1, 0])
})

it('counts what was heard before, newest first, and lets a tag back when that is past', () => {
  const row = openRow([], [[jazz], [], [], [rap]])
  expect([...row.barred]).toEqual([0, 1, 1, 0])
  row.took(3)
  row.took(3)
  expect([...row.barred]).toEqual([0, 1, 1, 0])
  row.took(3)
  expect([...row.barred]).toEqual([0, 0, 0, 0])
})

it('never bars what the listener plays alone', () => {
  const row = openRow([[rap, 1]], [[rap], [rap], [rap]])
  for (let place = 0; place < 9; place++) row.took(0)
  expect([...row.barred]).toEqual([0, 0, 0, 0])
})
