import { expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { trackId } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { openCatalog } from './open-catalog.ts'
import { byTitle, byYear, createTrackOrder, type TrackOrder } from './track-order.ts'

const opened = async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert([
    sampleTrack('1', { title: 'Track 10', year: 1990 }),
    sampleTrack('2', { title: 'track 9' }),
    sampleTrack('3', { title: 'Änderung', year: 2001 }),
    sampleTrack('4', { title: 'Track 10', year: 2001 }),
  ])
  const idsIn = (order: TrackOrder) => order.keys.flatMap((key) => catalog.byKey(key)?.id ?? [])
  return { catalog, idsIn }
}

it('orders tracks by title as people read, by year with the unknown last, equals as they came', async () => {
  const { catalog, idsIn } = await opened()
  expect(idsIn(await createTrackOrder(catalog, () => byTitle)())).toEqual(['3', '2', '1', '4'])
  expect(idsIn(await createTrackOrder(catalog, () => byYear)())).toEqual(['3', '4', '1', '2'])
})

it('follows the catalogue and what it is ordered by, and compares nothing while neither changes', async () => {
  const { catalog, idsIn } = await opened()
  let compared = 0
  let version = 1
  const order = createTrackOrder(
    catalog,
    () => {
      const up = version === 1
      return (a, b) => {
        compared += 1
        return up ? a.key - b.key : b.key - a.key
      }
    },
    { basis: () => `${version}` },
  )
  expect(idsIn(await order())).toEqual(['1', '2', '3', '4'])
  const before = compared
  for (let times = 0; times < 5; times++) await order()
  expect(compared).toBe(before)
  await catalog.upsert([sampleTrack('5')])
  await catalog.withdraw([trackId('2')])
  expect(idsIn(await order())).toEqual(['1', '3', '4', '5'])
  version = 2
  expect(idsIn(await order())).toEqual(['5', '4', '3', '1'])
})

it('sorts some of its tracks by their places, those that came since last', async () => {
  const { catalog } = await opened()
  const order = await createTrackOrder(catalog, () => byTitle)()
  await catalog.upsert([sampleTrack('5', { title: 'A' }), sampleTrack('6', { title: 'B' })])
  const keys = [...catalog.tracks()].map(({ key }) => key)
  expect(order.sorted(keys.toReversed())).toEqual([3, 2, 1, 4, 5, 6])
})

it('gives the event loop its turns while it is made', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(
    Array.from({ length: 3_000 }, (_, n) => sampleTrack(`${n}`, { title: `${(n * 7_919) % 3_001}` })),
  )
  let turns = 0
  const nextTurn = async () => {
    turns += 1
  }
  await createTrackOrder(catalog, () => byTitle, { nextTurn })()
  expect(turns).toBeGreaterThan(8)
})
