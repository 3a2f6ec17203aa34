import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant } from '#domain'
import { createRegistry } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createModelShelf } from './model-shelf.ts'

const never = new AbortController().signal
const open = (store = openSqliteCatalogStore({ path: ':memory:' })) => ({
  store,
  catalog: openCatalog(store),
})
const registry = createRegistry(createMemoryArtifactStore())
const shelfOf = ({ catalog }: ReturnType<typeof open>) =>
  createModelShelf({
    catalog,
    log: createMemoryEventLog(),
    registry,
    clock: () => instant(1_795_000_000_000),
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
