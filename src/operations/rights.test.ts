import { expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant, trackId } from '#domain'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createRights } from './rights.ts'

it('asks the clock each time, and keeps of a catalogue only whether any track is limited [promise: rights-hold]', async () => {
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
