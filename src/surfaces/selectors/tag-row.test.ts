import { expect, it } from 'vitest'
import { tagNumber } from '../hydrators/telling-tags.ts'
import { calibratedOn } from './diversification.ts'
import { openTagBars } from './tag-row.ts'

const [rap, jazz, live] = ['rap', 'jazz', 'live']
/** Rap, jazz, both, neither. */
const columns = {
  tag1: Uint32Array.of(tagNumber(rap), tagNumber(jazz), tagNumber(rap), 0),
  tag2: Uint32Array.of(0, 0, tagNumber(jazz), 0),
  tag3: Uint32Array.of(0, 0, tagNumber(live), 0),
}
const openRow = (shares: [string, number][], heardTags: string[][]) =>
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

const terms = {
  use: 'calibrated-diversification',
  ...{ timeoutMs: 1, gap: 0, perArtist: 9, firm: false, rest: 0, temperature: 0 },
  perTag: { places: 4, beyond: 0.25 },
}
/** Rap is better than all else, of which there is this much. */
const mixed = (others: number) => {
  const artist = Uint32Array.from({ length: 4 + others }, (_, place) => place + 1)
  const none = new Uint32Array(artist.length)
  const tag1 = Uint32Array.from(artist, (_, place) => (place < 4 ? tagNumber(rap) : 0))
  const batch = {
    count: artist.length,
    columns: { key: artist, version: none, via: none, cause: none, artist, tag1, tag2: none, tag3: none },
  }
  const scores = Float64Array.from(artist, (_, place) => 1 - place / 10)
  const query = {
    ...{ seed: 'seed', limit: 4, heardArtists: [] },
    calibration: { shares: [], heardTags: [] },
  }
  const { selector } = calibratedOn.parse(terms)
  const selected = selector.select(query, batch, scores)
  if ('then' in selected) throw new Error('waits')
  const { places } = selected
  return {
    places,
    told: selector.remark?.(query, batch, places),
    heldFrom: (drawn: readonly number[]) => selector.heldBack?.(query, batch, scores, drawn),
  }
}

it('holds who is beyond it back, and says so of each, but not of who stood where nobody else could [promise: rows-stay-various]', () => {
  const enough = mixed(3)
  expect(enough.places).toEqual([0, 4, 5, 6])
  expect(enough.told).toBeUndefined()
  const held = { rank: 1, reason: 'tag-share' }
  expect(enough.heldFrom(enough.places)).toEqual([
    undefined,
    held,
    held,
    held,
    undefined,
    undefined,
    undefined,
  ])
})

it('gives way where there is nothing else, and says so [promise: rows-stay-various]', () => {
  const tooFew = mixed(0)
  expect(tooFew.places).toEqual([0, 1, 2, 3])
  expect(tooFew.told).toBe('a tag went beyond its share, for there was too little else')
  // Of those that are all beyond it a lower one may be drawn.
  expect(tooFew.heldFrom([0, 2, 3, 1])).toEqual([undefined, undefined, undefined, undefined])
})
