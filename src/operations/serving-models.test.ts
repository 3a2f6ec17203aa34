import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFilesArtifactStore, createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, eventId, instant, listenerId, trackId } from '#domain'
import { type Cursor, logStart } from '#log'
import { type ArtifactStore, createRegistry, createTrainer, type Trainer } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createServingModels } from './serving-models.ts'

const never = new AbortController().signal
const open = (store = openSqliteCatalogStore({ path: ':memory:' })) => ({
  store,
  catalog: openCatalog(store),
})
const registry = createRegistry(createMemoryArtifactStore())
const trainerOf = ({ catalog }: ReturnType<typeof open>, log = createMemoryEventLog()) =>
  createTrainer({ log, catalog, registry, clock: () => instant(1_795_000_000_000) })
const servingOf = (opened: ReturnType<typeof open>, train: Trainer = trainerOf(opened)) =>
  createServingModels({
    catalog: opened.catalog,
    registry,
    train,
    onFault: (error) => {
      throw error
    },
  })

test('models serve the catalogue they were trained on, over a restart, and no other one', async () => {
  const first = open()
  await first.catalog.upsert([sampleTrack('a'), sampleTrack('b')])
  await (await servingOf(first)).train(() => {}, never)
  const restarted = await servingOf(open(first.store))
  expect(restarted.isTrained()).toBe(true)
  expect(restarted.isBehindCatalogue()).toBe(false)

  // Imported again into a new file, in another order: the key of a is now that of b.
  const second = open()
  await second.catalog.upsert([sampleTrack('b'), sampleTrack('a')])
  const serving = await servingOf(second)
  expect(serving.isTrained()).toBe(false)
  await serving.train(() => {}, never)
  expect(serving.isTrained()).toBe(true)
  expect((await servingOf(first)).isTrained()).toBe(false)
})

test('a track changed while no server ran makes the models stale', async () => {
  const opened = open()
  await opened.catalog.upsert([sampleTrack('a')])
  await (await servingOf(opened)).train(() => {}, never)
  await opened.catalog.upsert([sampleTrack('a', { tags: ['rock'] })])
  expect((await servingOf(open(opened.store))).isBehindCatalogue()).toBe(true)
})

test('a training that fails, or is stopped when it has published, promotes nothing', async () => {
  const opened = open()
  await opened.catalog.upsert([sampleTrack('a')])
  const before = await (await servingOf(opened)).train(() => {}, never)
  await opened.catalog.upsert([sampleTrack('b')])
  const stop = new AbortController()
  const stopped = await servingOf(opened, async (...asked) => {
    const published = await trainerOf(opened)(...asked)
    stop.abort()
    return published
  })
  await expect(stopped.train(() => {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  const killed = await servingOf(opened, () => Promise.reject(new AppError('training-failed', 'Killed.')))
  await expect(killed.train(() => {}, never)).rejects.toMatchObject({ code: 'training-failed' })
  for (const serving of [stopped, killed, await servingOf(opened)]) {
    expect(serving.manifests()).toEqual(before)
    expect(serving.isBehindCatalogue()).toBe(true)
  }
})

test('whoever asks for a training while one is under way gets that one', async () => {
  const opened = open()
  let trainings = 0
  const serving = await servingOf(opened, (...asked) => {
    trainings++
    return trainerOf(opened)(...asked)
  })
  const both = await Promise.all([serving.train(() => {}, never), serving.train(() => {}, never)])
  expect(both[0]).toBe(both[1])
  expect(trainings).toBe(1)
  await serving.train(() => {}, never)
  expect(trainings).toBe(2)
})

/** A serving on a store of its own, and a training on one more track each time: never the same bytes twice. */
const growing = async (store: ArtifactStore, versionsKept?: number) => {
  const { catalog } = open()
  const log = createMemoryEventLog()
  const faults: unknown[] = []
  const own = createRegistry(store)
  const train = createTrainer({ log, catalog, registry: own, clock: () => instant(++trainings) })
  const onFault = (fault: unknown) => void faults.push(fault)
  let trainings = 0
  return {
    faults,
    trainOnMore: async (trainer: Trainer = train) => {
      await catalog.upsert([sampleTrack(`track-${trainings}`, { tags: [`tag-${trainings}`] })])
      const serving = await createServingModels({
        catalog,
        registry: own,
        train: trainer,
        versionsKept,
        onFault,
      })
      return serving.train(() => {}, never)
    },
    train,
  }
}

test('ten trainings leave the artifacts of three, on the disk too [promise: models-bounded]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-ten-trainings-'))
  try {
    const { faults, trainOnMore } = await growing(createFilesArtifactStore(folder))
    const made = new Set<string>()
    for (let turn = 0; turn < 10; turn++) for (const { sha256 } of await trainOnMore()) made.add(sha256)
    expect(made.size).toBeGreaterThan(15)
    const files = (below: string) =>
      readdirSync(join(folder, below), { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      )
    const manifests = files('records').filter(({ parentPath }) => parentPath.endsWith('versions'))
    expect(manifests.length).toBeLessThanOrEqual(9)
    expect(files('blobs')).toHaveLength(manifests.length)
    expect(faults).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('as many versions are kept as was said', async () => {
  const store = createMemoryArtifactStore()
  const { trainOnMore } = await growing(store, 5)
  for (let turn = 0; turn < 9; turn++) await trainOnMore()
  expect(await store.listRecords('models/content/versions')).toHaveLength(5)
})

test('trainings that die one after the other after publishing leave no more than that [promise: models-bounded]', async () => {
  const store = createMemoryArtifactStore()
  const { train, trainOnMore } = await growing(store)
  await trainOnMore()
  for (let turn = 0; turn < 10; turn++) {
    const dies: Trainer = async (...asked) => {
      await train(...asked)
      throw new AppError('training-failed', 'Killed.')
    }
    await expect(trainOnMore(dies)).rejects.toMatchObject({ code: 'training-failed' })
  }
  expect((await store.listBlobs()).length).toBeLessThanOrEqual(3 * 4)
})

test('old versions that can not be deleted cost no training, and are told once until they can', async () => {
  const store = createMemoryArtifactStore()
  let refuses = true
  const { catalog } = open()
  const refusing: ArtifactStore = {
    ...store,
    deleteBlob: (sha256) =>
      refuses ? Promise.reject(new AppError('storage-failed', 'Check models/.')) : store.deleteBlob(sha256),
  }
  const faults: unknown[] = []
  const own = createRegistry(refusing)
  const log = createMemoryEventLog()
  const serving = await createServingModels({
    catalog,
    registry: own,
    train: createTrainer({ log, catalog, registry: own, clock: () => instant(1) }),
    onFault: (fault) => void faults.push(fault),
  })
  const trainBeside = async (leftOver: string) => {
    await store.put(new TextEncoder().encode(leftOver))
    expect(await serving.train(() => {}, never)).toHaveLength(3)
    return faults.length
  }
  expect([await trainBeside('a'), await trainBeside('b')]).toEqual([1, 1])
  refuses = false
  expect(await trainBeside('c')).toBe(1)
  expect(await store.listBlobs()).toHaveLength(3)
  refuses = true
  expect(await trainBeside('d')).toBe(2)
  expect(serving.amiss()).toBeUndefined()
})

test('what trainings observed is forgotten after the one under way, and the next reads the whole log', async () => {
  const opened = open()
  await opened.catalog.upsert([sampleTrack('a')])
  const log = createMemoryEventLog()
  const about = { id: eventId('e'), listenerId: listenerId('ann'), at: instant(1_794_000_000_000) }
  await log.append([{ event: { type: 'track.played', ...about, trackId: trackId('a') } }])
  const read: Cursor[] = []
  const watched = {
    ...log,
    read: (from: Cursor) => {
      read.push(from)
      return log.read(from)
    },
  }
  const serving = await servingOf(opened, trainerOf(opened, watched))
  const underWay = serving.train(() => {}, never)
  await serving.forget()
  expect(serving.manifests()).toEqual(await underWay)
  expect(await registry.observations.ofBlobs()).toEqual([])
  await serving.train(() => {}, never)
  expect(await registry.observations.ofBlobs()).not.toEqual([])
  await serving.train(() => {}, never)
  expect(read).toEqual([logStart, logStart, await log.end()])
})
