import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test, vi } from 'vitest'
import { openCatalog } from '#catalog'
import { recordingId, trackId } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { filledCatalogue, openMending as open } from './damaged-catalogue.sample.ts'
import { readSqliteCatalog } from './read-sqlite-catalog.ts'

/** Single tracks that can't be read cost no other track, and are there again when they are written again. */
const root = mkdtempSync(join(tmpdir(), 'segue-unreadable-tracks-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Puts a byte that JSON does not allow in front of a text within the bodies of tracks. */
const hit = (path: string, ids: readonly string[], text: string, table = 'tracks'): void => {
  const database = new DatabaseSync(path)
  const damage = database.prepare(
    `UPDATE ${table} SET body = replace(body, ?, char(1) || substr(?, 2)) WHERE id = ?`,
  )
  for (const id of ids) expect(damage.run(text, text, id).changes).toBe(1)
  database.close()
}

const leftOut = {
  code: 'corrupt-record',
  message: expect.stringMatching(
    /^2 tracks of the catalogue .* left out \(number 5, 13\).* scan of the libraries .* send .* again, .* backup/,
  ),
}

test('the others are served at once, the start says which are left out, and the file is copied without them [promise: damage-mended]', async () => {
  const { path, before } = await filledCatalogue(root)
  hit(path, ['t4', 't12'], '"title"')
  const { faults, store } = open(path)
  const catalog = openCatalog(store)
  expect(catalog.size).toBe(before.tracks.length - 2)
  expect([catalog.get(trackId('t4')), catalog.former(trackId('t4'))]).toEqual([undefined, undefined])
  expect(faults).toMatchObject([leftOut])
  expect(store.amiss).toMatchObject(leftOut)
  await vi.waitFor(
    () => expect(readdirSync(join(path, '..'))).toContain('catalogue.db.damaged-1-tracks'),
    20_000,
  )
  await vi.waitFor(() => expect(store.search('title13', 5).trackIds).toContain('t13'), 20_000)
  expect(store.search('beethoven', 5).trackIds).toEqual([])
  // It stays noted, also by the next start, until they are there again.
  store.close()
  const again = open(path)
  const reopened = openCatalog(again.store)
  expect(again.faults).toMatchObject([leftOut])
  expect(reopened.size).toBe(catalog.size)
  await reopened.upsert(before.tracks.filter(({ id }) => id === 't4').map(({ key: _, ...track }) => track))
  expect(again.store.amiss).toMatchObject({ message: expect.stringContaining('(number 13)') })
  await reopened.upsert(before.tracks.filter(({ id }) => id === 't12').map(({ key: _, ...track }) => track))
  expect(again.store.amiss).toBeUndefined()
  expect([...reopened.tracks()]).toEqual(before.tracks)
  expect(again.store.search('beethoven', 5).trackIds).toEqual(['t12'])
  again.store.close()
  expect(readdirSync(join(path, '..')).sort()).toEqual(['catalogue.db', 'catalogue.db.damaged-1-tracks'])
})

test('a write that comes meanwhile waits, and is in the copy [promise: damage-mended]', async () => {
  const { path } = await filledCatalogue(root)
  hit(path, ['t4'], '"title"')
  const { store } = open(path)
  const catalog = openCatalog(store)
  await catalog.upsert([sampleTrack('t4', { title: 'Again' }), sampleTrack('late')])
  expect(catalog.get(trackId('t4'))).toMatchObject({ title: 'Again', key: 5 })
  expect(store.amiss).toBeUndefined()
  expect([...store.scan()].map(({ id }) => id)).toContain('late')
  store.close()
})

test('a process that reads beside the one that serves leaves them out too', async () => {
  const { path, before } = await filledCatalogue(root)
  hit(path, ['t4'], '"title"')
  const read = readSqliteCatalog(path)
  expect([...read.tracks()]).toEqual(before.tracks.filter(({ id }) => id !== 't4'))
})

test.each(['"title"', '"artists"', '"tags"', '"id"'])(
  'what was said of one whose %s was hit holds for the other versions of its recording [promise: blocks-hold]',
  async (text) => {
    const { path } = await filledCatalogue(root)
    const { store } = open(path)
    const shared = { recordingId: recordingId('shared'), durationMs: 200_000 }
    await store.upsert([sampleTrack('one', shared), sampleTrack('other', shared)])
    store.close()
    hit(path, ['one'], text === '"id"' ? '{"id":"one"' : text)
    const again = open(path)
    const catalog = openCatalog(again.store)
    expect(catalog.get(trackId('one'))).toBeUndefined()
    const key = catalog.keyOf(trackId('one'))
    expect([...catalog.withdrawn()].find((track) => track.key === key)?.recordingId).toBe('shared')
    expect(catalog.get(trackId('other'))?.recordingId).toBe('shared')
    again.store.close()
  },
)

test('one whose recording was hit too is of its own [promise: blocks-hold]', async () => {
  const { path } = await filledCatalogue(root)
  hit(path, ['t4'], '"recordingId"')
  const { store } = open(path)
  expect([...openCatalog(store).withdrawn()].map(({ recordingId }) => recordingId)).toContain('t4')
  store.close()
})

test('one that was withdrawn is told once, and what remains of it is kept [promise: damage-mended]', async () => {
  const { path } = await filledCatalogue(root)
  hit(path, ['t899'], '"tags"', 'withdrawn_tracks')
  const { faults, store } = open(path)
  const catalog = openCatalog(store)
  expect(faults).toMatchObject([{ message: expect.stringContaining('(number 900)') }])
  await vi.waitFor(() => expect(store.amiss).toBeUndefined(), 20_000)
  expect(catalog.former(trackId('t899'))?.title).toBe('Title899 of the song')
  store.close()
  const again = open(path)
  expect(openCatalog(again.store).former(trackId('t899'))?.title).toBe('Title899 of the song')
  expect([again.faults, again.store.amiss]).toEqual([[], undefined])
  again.store.close()
})

test('one that is missing and is withdrawn by a scan is missed no more [promise: damage-mended]', async () => {
  const { path } = await filledCatalogue(root)
  hit(path, ['t4', 't12'], '"title"')
  const { store } = open(path)
  await openCatalog(store).withdraw([trackId('t4')])
  expect(store.amiss).toMatchObject({ message: expect.stringContaining('(number 13)') })
  store.close()
  const again = open(path)
  await openCatalog(again.store).withdraw([trackId('t12')])
  expect(again.faults).toMatchObject([{ message: expect.stringContaining('(number 13)') }])
  expect(again.store.amiss).toBeUndefined()
  again.store.close()
  const atLast = open(path)
  openCatalog(atLast.store)
  expect([atLast.faults, atLast.store.amiss]).toEqual([[], undefined])
  atLast.store.close()
})
