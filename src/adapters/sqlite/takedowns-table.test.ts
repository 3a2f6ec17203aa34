import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { openCatalog } from '#catalog'
import { instant, trackId } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { newCataloguePath } from './catalogue-path.sample.ts'
import { filledCatalogue, openMending, overwrite, pagesOf } from './damaged-catalogue.sample.ts'
import { openSqliteCatalogStore } from './sqlite-catalog-store.ts'

/** Takedowns over restarts, older files and damage: the worst of them would be one that is forgotten. */
const root = mkdtempSync(`${tmpdir()}/segue-takedowns-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = instant(1_000)
const barred = { kind: 'track', id: 'a' } as const

test('a takedown holds after a restart, for its tracks and for what is sent then [promise: takedowns-hold]', async () => {
  const path = newCataloguePath()
  const first = openSqliteCatalogStore({ path })
  const before = openCatalog(first)
  await before.upsert([sampleTrack('a'), sampleTrack('b')])
  await before.takeDown(
    [
      { ...barred, note: 'asked' },
      { kind: 'release', id: 'to come' },
    ],
    at,
  )
  first.close()
  const store = openSqliteCatalogStore({ path })
  const catalog = openCatalog(store)
  expect(catalog.takedowns()).toEqual([
    { ...barred, note: 'asked', at, tracks: 1 },
    { kind: 'release', id: 'to come', at, tracks: 0 },
  ])
  await catalog.upsert([sampleTrack('a', { title: 'Sent again' })])
  expect([...catalog.tracks()].map(({ id }) => id)).toEqual(['b'])
  expect(store.search('again', 5)).toEqual({ trackIds: [] })
  store.close()
})

test('a catalogue of format 8, which knew no takedown, is opened and can take down', async () => {
  const path = newCataloguePath()
  const first = openSqliteCatalogStore({ path })
  await first.upsert([sampleTrack('a'), sampleTrack('b')])
  const [tracks, identity] = [[...first.scan()], first.identity]
  first.close()
  const database = new DatabaseSync(path)
  database.exec('DROP TABLE takedowns; DROP TABLE holds; PRAGMA user_version = 8')
  database.close()
  const store = openSqliteCatalogStore({ path })
  expect([[...store.scan()], store.identity, store.takedowns(), [...store.holds()]]).toEqual([
    tracks,
    identity,
    [],
    [],
  ])
  const catalog = openCatalog(store)
  await catalog.takeDown([barred], at)
  expect([...catalog.tracks()].map(({ id }) => id)).toEqual(['b'])
  store.close()
})

test('a catalogue whose words are made again keeps what is taken down, without its words [promise: takedowns-hold]', async () => {
  const { path } = await filledCatalogue(root)
  const first = openMending(path)
  await openCatalog(first.store).takeDown([{ kind: 'track', id: 't12', note: 'asked' }], at)
  first.store.close()
  overwrite(path, pagesOf(path, 'track_words_data'))
  const { store, faults } = openMending(path)
  expect(() => store.search('title13', 5)).toThrow()
  await store.upsert([sampleTrack('late')])
  expect(faults).toHaveLength(1)
  expect(store.search('title13', 5).trackIds).toContain('t13')
  expect(store.search('beethoven', 5)).toEqual({ trackIds: [] })
  const catalog = openCatalog(store)
  expect(catalog.get(trackId('t12'))).toBeUndefined()
  expect(catalog.takedowns()).toEqual([{ kind: 'track', id: 't12', note: 'asked', at, tracks: 1 }])
  store.close()
})
