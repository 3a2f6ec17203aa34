import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { openCatalog } from '#catalog'
import { AppError, trackId } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import {
  filledCatalogue,
  lastPageOfIds,
  openMending as open,
  overwrite,
  pagesOf,
} from './damaged-catalogue.sample.ts'

/** Words are made again from tracks, whenever damage is met; tracks that are damaged are said in one sentence. */
const root = mkdtempSync(join(tmpdir(), 'segue-damaged-catalogue-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const filled = () => filledCatalogue(root)

const failure = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (thrown) {
    return thrown
  }
}

test.each(['track_words_data', 'track_words_idx', 'words', 'word_forms'])(
  'damage to %s is met by a search and mended from the tracks; keys, revision and identity stay [promise: damage-mended]',
  async (table) => {
    const { path, before } = await filled()
    overwrite(path, pagesOf(path, table))
    const { faults, store } = open(path)
    const query = table === 'word_forms' ? 'beethovn' : 'title12'
    expect(failure(() => store.search(query, 5))).toMatchObject({ code: 'not-ready' })
    // While they are made again, whatever is in memory is there, and a write waits instead of failing.
    expect(store.get([trackId('t1')])[0]?.id).toBe('t1')
    await store.upsert([sampleTrack('late', { title: 'A late one' })])
    expect(store.search(query, 5).trackIds).toContain('t12')
    expect(store.search('late', 5).trackIds).toEqual(['late'])
    expect(faults.map(({ code }) => code)).toEqual(['not-ready'])
    expect(store.identity).toBe(before.identity)
    expect(store.revision()).toBe(before.revision + 1)
    expect([...store.scan()].slice(0, -1)).toEqual(before.tracks)
    expect([...store.withdrawn()]).toEqual(before.withdrawn)
    expect([before.formerNames[0]?.names.length, before.nameLinks.length]).toEqual([3, 2])
    expect([...store.formerNames()]).toEqual(before.formerNames)
    expect([...store.nameLinks()]).toEqual(before.nameLinks)
    // The key of what was withdrawn is kept for it, and no other track has had it.
    await store.upsert([sampleTrack('t899')])
    expect(store.get([trackId('t899'), trackId('late')]).map((track) => track?.key)).toEqual([900, 901])
    store.close()
    expect(readdirSync(join(path, '..')).sort()).toEqual(['catalogue.db', 'catalogue.db.damaged-1-words'])
    const again = open(path)
    expect(again.store.search('title12', 5).trackIds).toContain('t12')
    again.store.close()
  },
)

test('damage to the index of ids is met by a write, which is made good [promise: damage-mended]', async () => {
  const { path } = await filled()
  overwrite(path, pagesOf(path, 'sqlite_autoindex_tracks_1'))
  const { faults, store } = open(path)
  expect(await store.upsert([sampleTrack('late')])).toEqual({ added: 1, changed: 0, unchanged: 0 })
  expect(store.get([trackId('t1'), trackId('late')]).map((track) => track?.id)).toEqual(['t1', 'late'])
  expect(faults).toHaveLength(1)
  store.close()
})

test.each(['track_words_data', 'words', 'sqlite_autoindex_tracks_1'])(
  'damage to %s that nobody met is found by the check, noted while it is mended, and gone after [promise: damage-mended]',
  async (table) => {
    const { path, before } = await filled()
    const { faults, store } = open(path)
    await store.check()
    expect([store.amiss, faults]).toEqual([undefined, []])
    overwrite(path, pagesOf(path, table))
    const said = new Set<string | undefined>()
    let isOver = false
    const checked = store.check().finally(() => {
      isOver = true
    })
    // It gives a turn after every page of tracks; a clock may miss it.
    for (; !isOver; await setImmediate()) said.add(store.amiss?.message)
    await checked
    expect([...said].join()).toMatch(/made again/)
    expect(store.amiss).toBeUndefined()
    expect(faults.map(({ code }) => code)).toEqual(['not-ready'])
    await store.check()
    expect(faults).toHaveLength(1)
    expect(store.search('title12', 5).trackIds).toContain('t12')
    expect([...store.scan()]).toEqual(before.tracks)
    store.close()
  },
)

test('a track that is written while words are made again is in what they are made into [promise: damage-mended]', async () => {
  const { path } = await filled()
  const { faults, store } = open(path)
  const catalog = openCatalog(store)
  overwrite(path, lastPageOfIds(path))
  const checked = store.check()
  while (store.amiss === undefined) await setImmediate()
  // The first tracks are copied by now, the last ones are not.
  const written = catalog.upsert([sampleTrack('t0', { title: 'Renamed' })])
  await Promise.all([checked, written])
  expect(faults.map(({ code }) => code)).toEqual(['not-ready'])
  expect(catalog.get(trackId('t0'))?.title).toBe('Renamed')
  expect(store.search('renamed', 5).trackIds).toEqual(['t0'])
  store.close()
  const again = open(path)
  expect(openCatalog(again.store).get(trackId('t0'))?.title).toBe('Renamed')
  again.store.close()
})

test('a mended copy that can not be put in place is kept, and taken by the next start [promise: damage-mended]', async () => {
  const { path, before } = await filled()
  const { faults, store } = open(path)
  await store.upsert([sampleTrack('late')])
  overwrite(path, lastPageOfIds(path))
  const checked = store.check()
  while (store.amiss === undefined) await setImmediate()
  // It stops what moves the files when the damaged one is aside already.
  const inTheWay = `${path}-shm`
  rmSync(inTheWay)
  mkdirSync(inTheWay)
  await checked
  const said = { code: 'storage-failed', message: expect.stringMatching(/catalogue\.db\.new is taken/) }
  expect(faults).toMatchObject([{ code: 'not-ready' }, said])
  await expect(store.upsert([sampleTrack('later')])).rejects.toMatchObject(said)
  store.close()
  rmSync(inTheWay, { recursive: true })
  const again = open(path)
  expect([...again.store.scan()].slice(0, -1)).toEqual(before.tracks)
  expect(again.store.search('title12', 5).trackIds).toContain('t12')
  again.store.close()
})

const whatToDo = expect.stringMatching(/backup.* or .*import again/)

test.each<[string, (path: string) => void]>([
  [
    'overwritten, words and tracks,',
    (path) => overwrite(path, [...pagesOf(path, 'track_words_data'), ...pagesOf(path, 'tracks')]),
  ],
  ['cut', (path) => truncateSync(path, 8_192)],
  ['emptied', (path) => truncateSync(path, 0)],
])(
  'a catalogue that is %s while it serves says once what to do and is not tried again',
  async (_how, damage) => {
    const { path } = await filled()
    const { faults, store } = open(path)
    damage(path)
    failure(() => store.search('title12', 5))
    await vi.waitFor(() => expect(faults).toHaveLength(2), 20_000)
    const said = { code: 'storage-failed', message: whatToDo }
    expect(failure(() => store.search('title12', 5))).toMatchObject(said)
    await expect(store.upsert([sampleTrack('late')])).rejects.toMatchObject(said)
    expect(faults).toHaveLength(2)
    store.close()
  },
)

test.each<[string, (path: string) => void]>([
  ['tracks overwritten', (path) => overwrite(path, pagesOf(path, 'tracks'))],
  ['its beginning overwritten', (path) => overwrite(path, [1])],
  ['its end cut off', (path) => truncateSync(path, Math.floor(statSync(path).size / 8))],
])('a start on a catalogue with %s ends with what to do', async (_how, damage) => {
  const { path } = await filled()
  damage(path)
  const failed = failure(() => openCatalog(open(path).store))
  expect(failed).toBeInstanceOf(AppError)
  expect(failed).toMatchObject({ code: 'storage-failed', message: whatToDo })
})

test.each<[string, (path: string) => void]>([
  ['emptied', (path) => truncateSync(path, 0)],
  ['deleted', (path) => rmSync(path)],
])('a catalogue that was %s is a new one, of another identity', async (_how, damage) => {
  const { path, before } = await filled()
  damage(path)
  const { store } = open(path)
  expect([...store.scan()]).toEqual([])
  expect(store.identity).not.toBe(before.identity)
  store.close()
})
