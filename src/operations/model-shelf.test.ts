import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, instant } from '#domain'
import { createRegistry, createTrainer, type Trainer } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createModelShelf } from './model-shelf.ts'

const never = new AbortController().signal
const open = (store = openSqliteCatalogStore({ path: ':memory:' })) => ({
  store,
  catalog: openCatalog(store),
})
const registry = createRegistry(createMemoryArtifactStore())
const trainerOf = ({ catalog }: ReturnType<typeof open>, log = createMemoryEventLog()) =>
  createTrainer({ log, catalog, registry, clock: () => instant(1_795_000_000_000) })
const shelfOf = (opened: ReturnType<typeof open>, train: Trainer = trainerOf(opened)) =>
  createModelShelf({
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
  await (await shelfOf(first)).train(() => {}, never)
  const restarted = await shelfOf(open(first.store))
  expect(restarted.isTrained()).toBe(true)
  expect(restarted.isBehindCatalogue()).toBe(false)

  // Imported again into a new file, in another order: the key of a is now that of b.
  const second = open()
  await second.catalog.upsert([sampleTrack('b'), sampleTrack('a')])
  const shelf = await shelfOf(second)
  expect(shelf.isTrained()).toBe(false)
  await shelf.train(() => {}, never)
  expect(shelf.isTrained()).toBe(true)
  expect((await shelfOf(first)).isTrained()).toBe(false)
})

test('a track changed while no server ran makes the models stale', async () => {
  const opened = open()
  await opened.catalog.upsert([sampleTrack('a')])
  await (await shelfOf(opened)).train(() => {}, never)
  await opened.catalog.upsert([sampleTrack('a', { tags: ['rock'] })])
  expect((await shelfOf(open(opened.store))).isBehindCatalogue()).toBe(true)
})

test('a training that fails, or is stopped when it has published, promotes nothing', async () => {
  const opened = open()
  await opened.catalog.upsert([sampleTrack('a')])
  const before = await (await shelfOf(opened)).train(() => {}, never)
  await opened.catalog.upsert([sampleTrack('b')])
  const stop = new AbortController()
  const stopped = await shelfOf(opened, async (...asked) => {
    const published = await trainerOf(opened)(...asked)
    stop.abort()
    return published
  })
  await expect(stopped.train(() => {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  const killed = await shelfOf(opened, () => Promise.reject(new AppError('training-failed', 'Killed.')))
  await expect(killed.train(() => {}, never)).rejects.toMatchObject({ code: 'training-failed' })
  for (const shelf of [stopped, killed, await shelfOf(opened)]) {
    expect(shelf.manifests()).toEqual(before)
    expect(shelf.isBehindCatalogue()).toBe(true)
  }
})

test('whoever asks for a training while one is under way gets that one', async () => {
  const opened = open()
  let trainings = 0
  const shelf = await shelfOf(opened, (...asked) => {
    trainings++
    return trainerOf(opened)(...asked)
  })
  const both = await Promise.all([shelf.train(() => {}, never), shelf.train(() => {}, never)])
  expect(both[0]).toBe(both[1])
  expect(trainings).toBe(1)
  await shelf.train(() => {}, never)
  expect(trainings).toBe(2)
})
