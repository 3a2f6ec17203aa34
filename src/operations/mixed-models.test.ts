import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, instant } from '#domain'
import { appEventSchema, logStart } from '#log'
import { type ArtifactStore, createRegistry, createTrainer, type Registry } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createFreshness } from './freshness.ts'
import { createServingModels } from './serving-models.ts'

/** Three models, and at every moment all of them of one training. */
const never = new AbortController().signal

const open = async () => {
  const log = createMemoryEventLog()
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(['a', 'b'].map((id) => sampleTrack(id)))
  const store = createMemoryArtifactStore()
  const faults: unknown[] = []
  /** As a server that starts does, on what is stored. */
  const start = (disk: ArtifactStore = store, wrap = (registry: Registry) => registry) => {
    const registry = wrap(createRegistry(disk))
    return createServingModels({
      catalog,
      registry,
      train: createTrainer({ log, catalog, registry, clock: () => instant(1_795_000_000_000) }),
      onFault: (fault) => void faults.push(fault),
    })
  }
  const listen = async (times: number) => {
    const events = Array.from({ length: times }, (_, at) =>
      appEventSchema.parse({
        type: 'track.played',
        id: `play-${at}`,
        at: 1_794_000_000_000 + at,
        listenerId: `listener-${at % 7}`,
        trackId: at % 3 === 0 ? 'a' : 'b',
      }),
    )
    await log.append(events.map((event) => ({ event })))
  }
  return { catalog, faults, listen, log, start, store }
}
const versionsOf = (serving: Awaited<ReturnType<typeof createServingModels>>) =>
  serving.manifests().map(({ name, version }) => `${name} ${version}`)

test('a disk that fills up at any write leaves the models of one training, and the next look trains [promise: one-training-serves]', async () => {
  let isWhole = false
  for (let writes = 0; !isWhole; writes++) {
    const { catalog, faults, listen, log, start, store } = await open()
    const first = await start()
    await first.train(() => {}, never)
    await catalog.upsert(['c', 'd'].map((id) => sampleTrack(id, { tags: ['rock'] })))
    await listen(3_000)
    let left = writes
    const dying = await start({
      ...store,
      writeRecord: (name, text) =>
        left-- > 0
          ? store.writeRecord(name, text)
          : Promise.reject(new AppError('disk-full', 'Free some space.')),
    })
    isWhole = await dying
      .train(() => {}, never)
      .then(
        () => true,
        () => false,
      )
    const restarted = await start()
    expect(restarted.isBehindCatalogue()).toBe(!isWhole)
    const stayed = versionsOf(restarted).filter((version) => versionsOf(first).includes(version))
    expect(stayed).toEqual(isWhole ? [] : versionsOf(first))
    const freshness = createFreshness({
      serving: restarted,
      log,
      catalog,
      onFault: (fault) => void faults.push(fault),
    })
    freshness.look()
    await vi.waitFor(
      () => expect(restarted.manifests().map(({ events }) => events)).toEqual([3_000, 3_000, 3_000]),
      20_000,
    )
    await freshness.stop()
    expect(versionsOf(restarted).filter((version) => versionsOf(first).includes(version))).toEqual([])
    expect(faults).toEqual([])
  }
})

test('models are as old as the oldest of them, whichever that is [promise: one-training-serves]', async () => {
  for (const oldest of [0, 1, 2]) {
    const { catalog, faults, listen, log, start, store } = await open()
    const first = await start()
    const atFirst = { identity: catalog.identity, revision: catalog.revision, tracks: catalog.size }
    const manifests = await first.train(() => {}, never)
    await catalog.upsert([sampleTrack('c')])
    await listen(3_000)
    const end = await log.end()
    // A training that died had published these: what is in them is what was in them before.
    const registry = createRegistry(store)
    const isStale = async (facts: Partial<(typeof manifests)[number]>) => {
      for (const [at, manifest] of manifests.entries())
        await registry.publish(
          {
            ...manifest,
            cursor: end,
            catalog: { ...manifest.catalog, revision: catalog.revision },
            ...(at === oldest && facts),
          },
          await registry.artifact(manifest),
        )
      const serving = await start()
      let trainings = 0
      const counted = {
        ...serving,
        train: async () => {
          trainings++
          return []
        },
      }
      const freshness = createFreshness({
        serving: counted,
        log,
        catalog,
        onFault: (fault) => void faults.push(fault),
      })
      freshness.look()
      // It asks the log first, which answers before the next round of the loop.
      await setImmediate()
      await freshness.stop()
      return { isStale: trainings > 0, isBehind: serving.isBehindCatalogue() }
    }
    expect(await isStale({})).toEqual({ isStale: false, isBehind: false })
    expect(await isStale({ cursor: logStart })).toEqual({ isStale: true, isBehind: false })
    expect(await isStale({ catalog: atFirst })).toEqual({ isStale: true, isBehind: true })
    expect(faults).toEqual([])
  }
})

test('a look for damage while a training promotes waits for it, and tells of none that it has mended', async () => {
  const { catalog, faults, start, store } = await open()
  await (await start()).train(() => {}, never)
  await catalog.upsert([sampleTrack('c', { tags: ['rock'] })])
  const damaged = new Set(await store.listBlobs())
  let check: (() => Promise<void>) | undefined
  let checked: Promise<void> | undefined
  const serving = await start(
    {
      ...store,
      get: (sha256) =>
        checked !== undefined && damaged.has(sha256)
          ? Promise.reject(new AppError('hash-mismatch', 'Damaged.'))
          : store.get(sha256),
    },
    (registry) => ({
      ...registry,
      promote: (versions) => {
        checked = check?.()
        return registry.promote(versions)
      },
    }),
  )
  check = serving.check
  await serving.train(() => {}, never)
  await checked
  expect(faults).toEqual([])
  expect(serving.amiss()).toBeUndefined()
})
