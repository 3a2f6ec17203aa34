import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { artistId, recordingId, releaseId, type Track } from '#domain'
import { createBrowseIndex, named } from './browse-index.ts'

import { sampleTrack } from './catalog-store.sample.ts'
import { openCatalog } from './open-catalog.ts'

const artist = (name: string) => ({ id: artistId(`artist:${name.toLowerCase()}`), name })
const release = (title: string) => ({ id: releaseId(title.toLowerCase()), title })

const browsing = async (tracks: readonly Track[]) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(tracks)
  return { catalog, browse: createBrowseIndex(catalog) }
}
const idsAt = (catalog: { byKey(key: number): { id: string } | undefined }, keys: readonly number[]) =>
  keys.map((key) => catalog.byKey(key)?.id)

describe('leafing through the catalogue', () => {
  it('orders a release by disc and number, whatever the order of the source', async () => {
    const on = (id: string, discNumber: number | undefined, trackNumber: number | undefined) =>
      sampleTrack(id, {
        release: release('Harbour'),
        ...(discNumber && { discNumber }),
        ...(trackNumber && { trackNumber }),
      })
    const { browse, catalog } = await browsing([
      on('bonus', undefined, undefined),
      on('second disc', 2, 1),
      on('ten', 1, 10),
      on('two', undefined, 2),
      on('one', 1, 1),
    ])
    const keys = (await browse()).release(releaseId('harbour'))?.trackKeys ?? []
    expect(idsAt(catalog, keys)).toEqual(['one', 'two', 'ten', 'bonus', 'second disc'])
  })

  it('sums a release up: people, year, label, licence and length, each only where it is known', async () => {
    const common = { release: release('Tides'), artists: [artist('Ola')], year: 2012, label: 'Quay' }
    const { browse } = await browsing([
      sampleTrack('a', { ...common, durationMs: 60_000, licenceUrl: 'https://licence.example/by' }),
      sampleTrack('b', { ...common, durationMs: 30_000, licenceUrl: 'https://licence.example/by' }),
      sampleTrack('c', {
        ...common,
        year: 2020,
        artists: [artist('Mira')],
        licenceUrl: 'https://x.example/',
      }),
    ])
    const tides = (await browse()).release(releaseId('tides'))
    expect(tides).toMatchObject({ title: 'Tides', year: 2012, label: 'Quay' })
    expect(tides?.artists.map(({ name }) => name)).toEqual(['Ola', 'Mira'])
    expect(tides && 'durationMs' in tides).toBe(false)
    expect(tides && 'licenceUrl' in tides).toBe(false)
  })

  it('lists releases newest first, unknown years last, and only main artists own one', async () => {
    const { browse } = await browsing([
      sampleTrack('a', { release: release('Old'), year: 1999, artists: [artist('Ola')] }),
      sampleTrack('b', { release: release('No Year'), artists: [artist('Ola')] }),
      sampleTrack('c', {
        release: release('New'),
        year: 2021,
        artists: [artist('Ola')],
        featured: [artist('Mira')],
      }),
    ])
    const titles = (entries: readonly { title: string }[]) => entries.map(({ title }) => title)
    expect(titles((await browse()).releases.byYear)).toEqual(['New', 'Old', 'No Year'])
    expect(titles((await browse()).releasesOf(artist('Ola').id))).toEqual(['New', 'Old', 'No Year'])
    expect((await browse()).releasesOf(artist('Mira').id)).toEqual([])
    expect((await browse()).artists.byName).toEqual([
      { ...artist('Mira'), tracks: 1, releases: 0 },
      { ...artist('Ola'), tracks: 3, releases: 3 },
    ])
    expect((await browse()).years).toEqual([
      { year: 2021, tracks: 1, releases: 1 },
      { year: 1999, tracks: 1, releases: 1 },
    ])
  })

  it('knows the versions of a recording', async () => {
    const { browse } = await browsing([
      sampleTrack('album', { recordingId: recordingId('song') }),
      sampleTrack('single', { recordingId: recordingId('song') }),
      sampleTrack('other'),
    ])
    expect((await browse()).versions(recordingId('song'))).toEqual([1, 2])
  })

  it('follows a change of the catalogue, and is the same object without one', async () => {
    const { browse, catalog } = await browsing([sampleTrack('a', { release: release('Old') })])
    const before = await browse()
    expect(await browse()).toBe(before)
    await catalog.upsert([sampleTrack('b', { release: release('New') })])
    expect((await browse()).releases.byTitle).toHaveLength(2)
  })

  it('finds names by any part of them, whatever their case and accents', () => {
    const names = ['Björk', 'The Björns', 'Ola']
    expect(named(names, 'BJÖR', (name) => name)).toEqual(['Björk', 'The Björns'])
    expect(named(names, 'bjork', (name) => name)).toEqual(['Björk'])
    expect(named(names, ' ', (name) => name)).toEqual(names)
  })
})
