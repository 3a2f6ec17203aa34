import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createFilesArtifactStore, createMemoryArtifactStore } from '#adapters/artifacts'
import { AppError, instant } from '#domain'
import { logStart } from '#log'
import type { ArtifactStore } from './artifact-store.ts'
import { createRegistry, type Registry } from './registry.ts'
import { versionsKept } from './sample-versions.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-old-versions-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Publishes what a training of that moment made, distinct for every moment. */
const trainedAt = (registry: Registry, moment: number, name = 'popularity') =>
  registry.publish(
    {
      name,
      code: `${name}@1`,
      config: {},
      events: moment,
      cursor: logStart,
      asOf: instant(moment),
      catalog: { identity: 'c', revision: 1, tracks: 2 },
      rows: {},
      trainedAt: instant(moment),
    },
    new TextEncoder().encode(`${name} of ${moment}`),
  )
const promotedAt = async (registry: Registry, moment: number, name = 'popularity') => {
  const manifest = await trainedAt(registry, moment, name)
  await registry.promote([manifest])
  return manifest
}
const momentsKept = async (store: ArtifactStore, name = 'popularity') =>
  (await versionsKept(store, name)).map(({ events }) => events)

/** A store of which the disk does not give the record that is called so. */
const unreadable = (store: ArtifactStore, record: string): ArtifactStore => ({
  ...store,
  readRecord: (name) =>
    name.split('/').at(-1) === record
      ? Promise.reject(new AppError('storage-failed', 'Check models/.'))
      : store.readRecord(name),
})

const copied = async (store: ArtifactStore): Promise<ArtifactStore> => {
  const copy = createMemoryArtifactStore()
  for (const sha256 of await store.listBlobs()) await copy.put(await store.get(sha256))
  for (const name of ['release', ...(await store.listRecords('models')).map((name) => `models/${name}`)]) {
    const text = await store.readRecord(name)
    if (text !== undefined) await copy.writeRecord(name, text)
  }
  return copy
}

const stores: readonly [string, () => ArtifactStore][] = [
  ['memory', () => createMemoryArtifactStore()],
  ['files', () => createFilesArtifactStore(mkdtempSync(join(root, 'store-')))],
]

describe.each(stores)('old versions on %s', (_name, open) => {
  test('go, with their blobs; the newest few of every model stay, again and again [promise: models-bounded]', async () => {
    const store = open()
    const registry = createRegistry(store)
    for (const name of ['popularity', 'of-an-older-segue'])
      for (let moment = 1; moment <= 10; moment++) await promotedAt(registry, moment, name)
    for (let turn = 0; turn < 2; turn++) {
      await registry.removeOld(3)
      expect(await momentsKept(store)).toEqual([10, 9, 8])
      expect(await momentsKept(store, 'of-an-older-segue')).toEqual([10, 9, 8])
      expect(await store.listBlobs()).toHaveLength(6)
    }
  })

  test('stay when they serve or served before, however old they are [promise: models-bounded]', async () => {
    const store = open()
    const registry = createRegistry(store)
    for (const moment of [1, 2]) await promotedAt(registry, moment)
    for (const moment of [3, 4, 5, 6]) await trainedAt(registry, moment)
    await registry.removeOld(1)
    expect(await momentsKept(store)).toEqual([6, 2, 1])
    // The same again is no other version: what served before it is what it was.
    await promotedAt(registry, 2)
    await registry.removeOld(1)
    expect(await momentsKept(store)).toEqual([6, 2, 1])
    for (const manifest of await versionsKept(store, 'popularity'))
      await expect(registry.artifact(manifest)).resolves.toHaveLength(manifest.sizeBytes)
    expect(await store.listBlobs()).toHaveLength(3)
  })

  test('go when no manifest names them or their manifest can not be read, unless it can not be read what serves either', async () => {
    const store = open()
    const registry = createRegistry(store)
    const sound = await promotedAt(registry, 1)
    const damaged = await trainedAt(registry, 2)
    await store.put(new TextEncoder().encode('of a training that was killed'))
    await store.writeRecord(`models/popularity/versions/${damaged.version}`, '{"name":')
    await store.writeRecord('release', 'no versions')
    await registry.removeOld(3)
    expect(await store.listBlobs()).toHaveLength(2)
    await registry.promote([sound])
    await registry.removeOld(3)
    expect(await momentsKept(store)).toEqual([1])
    expect(await store.listBlobs()).toHaveLength(1)
  })
})

test('a kill at any moment leaves what serves and what served before whole, and the next time does the rest [promise: models-bounded]', async () => {
  const killed = (): Promise<never> => Promise.reject(new Error('killed'))
  let wasKilled = true
  for (let steps = 0; wasKilled; steps++) {
    const store = createMemoryArtifactStore()
    const registry = createRegistry(store)
    for (let moment = 1; moment <= 5; moment++) await promotedAt(registry, moment)
    let left = steps
    const dying =
      <Asked>(work: (asked: Asked) => Promise<void>) =>
      (asked: Asked) =>
        left-- > 0 ? work(asked) : killed()
    const process = createRegistry({
      ...store,
      writeRecord: (name, text) => (left-- > 0 ? store.writeRecord(name, text) : killed()),
      deleteRecord: dying(store.deleteRecord),
      deleteBlob: dying(store.deleteBlob),
    })
    const sixth = await trainedAt(registry, 6)
    wasKilled = await process
      .promote([sixth])
      .then(() => process.removeOld(2))
      .then(
        () => false,
        () => true,
      )
    const [current] = await registry.current()
    expect([5, 6]).toContain(current?.events)
    for (const manifest of await versionsKept(store, 'popularity'))
      await expect(registry.artifact(manifest)).resolves.toHaveLength(manifest.sizeBytes)
    await registry.removeOld(2)
    const kept = current?.events === 6 ? [6, 5] : [6, 5, 4]
    expect(await momentsKept(store)).toEqual(kept)
    expect(await store.listBlobs()).toHaveLength(kept.length)
  }
})

test('what can not be deleted keeps nothing else, and its failure is told', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  for (let moment = 1; moment <= 6; moment++) await promotedAt(registry, moment)
  const [older, oldest] = (await versionsKept(store, 'popularity')).slice(-2)
  const refuse = () => Promise.reject(new AppError('storage-failed', 'Check models/.'))
  const stubborn = createRegistry({
    ...store,
    deleteRecord: (name) => (name.endsWith(oldest?.version ?? '') ? refuse() : store.deleteRecord(name)),
    deleteBlob: (sha256) => (sha256 === older?.sha256 ? refuse() : store.deleteBlob(sha256)),
  })
  await expect(stubborn.removeOld(3)).rejects.toMatchObject({ code: 'storage-failed' })
  expect(await momentsKept(store)).toEqual([6, 5, 4, 1])
  // A manifest that stayed has its blob; the blob that stayed has none that names it and goes the next time.
  expect(await store.listBlobs()).toHaveLength(5)
  await registry.removeOld(3)
  expect(await store.listBlobs()).toHaveLength(3)
})

test('a manifest that can not be read just now keeps its own version and no other, and its failure is told [promise: models-bounded]', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const beside = 'content'
  const moments = [1, 2, 3, 4, 5, 6, 7, 8]
  const versions: string[] = []
  for (const moment of moments) {
    await promotedAt(registry, moment, beside)
    versions.push((await trainedAt(registry, moment)).version)
  }
  // Its sixth serves and its second served before.
  for (const moment of [2, 6]) await promotedAt(registry, moment)
  for (const [index, moment] of moments.entries()) {
    const copy = await copied(store)
    const own = createRegistry(unreadable(copy, versions[index] ?? ''))
    await expect(own.removeOld(2)).rejects.toMatchObject({ code: 'storage-failed' })
    // It may be the newest of all, so it counts for none of the two.
    const newest = moments.filter((other) => other !== moment).slice(-2)
    const expected = [...new Set([...newest, 6, 2, moment])].sort((a, b) => b - a)
    expect(await momentsKept(copy), `unread: ${moment}`).toEqual(expected)
    expect(await momentsKept(copy, beside)).toEqual([8, 7])
    const blobs = [...(await versionsKept(copy, 'popularity')), ...(await versionsKept(copy, beside))]
    expect([...(await copy.listBlobs())].sort()).toEqual(blobs.map(({ sha256 }) => sha256).sort())
    await createRegistry(copy).removeOld(2)
    expect(await momentsKept(copy)).toEqual([8, 7, 6, 2])
  }
})

test('while it can not be read what serves every version stays, what no manifest names goes, and it is told', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  for (const moment of [1, 2, 3]) await promotedAt(registry, moment)
  await store.put(new TextEncoder().encode('of a training that was killed'))
  const removed = createRegistry(unreadable(store, 'release')).removeOld(1)
  await expect(removed).rejects.toMatchObject({ code: 'storage-failed' })
  expect(await momentsKept(store)).toEqual([3, 2, 1])
  expect(await store.listBlobs()).toHaveLength(3)
})
