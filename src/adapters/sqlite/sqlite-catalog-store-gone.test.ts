import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openCatalog } from '#catalog'
import { type Track, trackId } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { filledCatalogue, lastPageOfIds, openMending as open, overwrite } from './damaged-catalogue.sample.ts'

/** A catalogue that is taken away while it is open is written to no more, and nothing is put in its place. */
const root = mkdtempSync(join(tmpdir(), 'segue-gone-catalogue-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const filled = () => filledCatalogue(root)

const whatToDo = expect.stringMatching(/backup.* or .*import again/)

const takenAway: readonly (readonly [string, (path: string) => void])[] = [
  ['deleted', (path) => rmSync(path)],
  [
    'exchanged',
    (path) => {
      copyFileSync(path, `${path}.copy`)
      renameSync(`${path}.copy`, path)
    },
  ],
  ['robbed of its write-ahead log', (path) => rmSync(`${path}-wal`)],
]

test.each(takenAway)(
  'a catalogue that is %s while it is open takes nothing, says so at once and serves what it has',
  async (_how, take) => {
    const { path } = await filled()
    const { faults, store } = open(path)
    const catalog = openCatalog(store)
    await catalog.upsert([sampleTrack('before')])
    expect(store.amiss).toBeUndefined()
    take(path)
    const gone = { code: 'storage-failed', message: whatToDo }
    await expect(catalog.upsert([sampleTrack('late')])).rejects.toMatchObject(gone)
    await expect(catalog.withdraw([trackId('t1')])).rejects.toMatchObject(gone)
    expect(store.amiss).toMatchObject(gone)
    expect([catalog.get(trackId('late')), catalog.get(trackId('t1'))?.id]).toEqual([undefined, 't1'])
    expect(store.search('title12', 5).trackIds).toContain('t12')
    await store.check()
    expect(faults).toMatchObject([gone])
    store.close()
  },
)

test('a catalogue taken away while a track is written takes no more until a restart, which finds the track [promise: nothing-lost]', async () => {
  const { path } = await filled()
  const { store } = open(path)
  const late: Track = {
    ...sampleTrack('late'),
    get title() {
      if (existsSync(path)) renameSync(path, `${path}.away`)
      return 'Late'
    },
  }
  const catalog = openCatalog(store)
  await expect(catalog.upsert([late])).rejects.toMatchObject({ code: 'maybe-stored', message: whatToDo })
  renameSync(`${path}.away`, path)
  // To take it as known already would be to leave it out of memory.
  const gone = { code: 'storage-failed', message: whatToDo }
  await expect(catalog.upsert([sampleTrack('late')])).rejects.toMatchObject(gone)
  expect(store.amiss).toMatchObject(gone)
  store.close()
  const again = open(path)
  expect(openCatalog(again.store).get(trackId('late'))?.title).toBe('Late')
  again.store.close()
})

test('a catalogue that the disk failed to store says so until a restart, takes nothing and is not made again [promise: nothing-lost]', async () => {
  const { path } = await filled()
  let isFailing = true
  const { faults, store } = open(path, async () => {
    if (isFailing) throw new Error('EIO')
  })
  const catalog = openCatalog(store)
  expect(store.amiss).toBeUndefined()
  await expect(catalog.upsert([sampleTrack('late')])).rejects.toMatchObject({ code: 'maybe-stored' })
  isFailing = false
  const amiss = { code: 'storage-failed', message: expect.stringMatching(/disk failed .*restart Segue/) }
  expect(store.amiss).toMatchObject(amiss)
  await expect(catalog.upsert([sampleTrack('later')])).rejects.toMatchObject(amiss)
  await store.check()
  expect([store.amiss, faults]).toMatchObject([amiss, []])
  expect(catalog.get(trackId('t1'))?.id).toBe('t1')
  store.close()
  const again = open(path)
  expect(openCatalog(again.store).get(trackId('late'))?.id).toBe('late')
  expect(again.store.amiss).toBeUndefined()
  again.store.close()
})

test.each(takenAway)(
  'a catalogue that is %s while it is made again from its tracks stays as it was left, and that is told',
  async (_how, take) => {
    const { path } = await filled()
    overwrite(path, lastPageOfIds(path))
    const { faults, store } = open(path)
    const contents = () => (existsSync(path) ? readFileSync(path) : undefined)
    const checked = store.check()
    while (store.amiss === undefined) await setImmediate()
    // The first tracks are copied by now, the last ones are not.
    take(path)
    const left = contents()
    await checked
    const gone = { code: 'storage-failed', message: expect.stringMatching(/deleted, emptied or exchanged/) }
    expect(faults).toMatchObject([{ code: 'not-ready' }, gone])
    expect(contents()).toEqual(left)
    expect(readdirSync(dirname(path)).filter((name) => /new|damaged/.test(name))).toEqual([])
    await expect(store.upsert([sampleTrack('late')])).rejects.toMatchObject(gone)
    expect(store.get([trackId('t1')])[0]?.id).toBe('t1')
    store.close()
  },
)
