import { expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant, trackId } from '#domain'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createRights } from './rights.ts'

it('asks the clock each time, and keeps of a catalogue only which tracks are limited [promise: rights-hold]', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  let now = 1_000
  const rightsIn = createRights({ catalog, clock: () => instant(now), market: 'SE' })
  await catalog.upsert([sampleTrack('a')])
  expect(rightsIn(undefined).allowsAll).toBe(true)
  const limited = { availability: { markets: ['SE'], from: instant(2_000) } }
  await catalog.upsert([sampleTrack('a', limited)])
  const allows = (market?: string) => rightsIn(market).allows(catalog.get(trackId('a')) ?? expect.fail())
  expect([rightsIn(undefined).allowsAll, rightsIn(undefined).market, allows()]).toEqual([false, 'SE', false])
  now = 2_000
  expect([allows(), allows('US')]).toEqual([true, false])
  await catalog.upsert([sampleTrack('a')])
  expect(rightsIn(undefined).allowsAll).toBe(true)
})

it('knows of each change whether a track is limited still that is there, and goes through all of them once', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  let passes = 0
  const { changedSince, get } = catalog
  const counted = {
    changedSince,
    get,
    get revision() {
      return catalog.revision
    },
    tracks() {
      passes++
      return catalog.tracks()
    },
  }
  const rightsIn = createRights({ catalog: counted, clock: () => instant(1_000) })
  const limited = sampleTrack('limited', { availability: { markets: ['SE'] } })
  const target = { kind: 'track', id: 'limited' } as const
  await catalog.upsert(Array.from({ length: 20 }, (_, place) => sampleTrack(`free ${place}`)))
  const seen = [rightsIn('SE').allowsAll]
  for (const change of [
    () => catalog.upsert([limited]),
    () => catalog.upsert([sampleTrack('another', { availability: { notMarkets: ['US'] } })]),
    () => catalog.withdraw([trackId('another')]),
    () => catalog.takeDown([target], instant(1_000)),
    () => catalog.lift([target]),
    () => catalog.withdraw([limited.id]),
  ]) {
    await change()
    seen.push(rightsIn('SE').allowsAll)
  }
  expect(seen).toEqual([true, false, false, false, true, false, true])
  expect(passes).toBe(1)
})
