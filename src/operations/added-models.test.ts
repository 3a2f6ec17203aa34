import { expect, test, vi } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, instant } from '#domain'
import { appEventSchema } from '#log'
import {
  createModels,
  createRegistry,
  listed,
  type Model,
  modelToken,
  popularity,
  releaseId,
  type TrainedModel,
  trainAll,
} from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createFreshness } from './freshness.ts'
import { createServingModels } from './serving-models.ts'

/** A model that comes with a later Segue: it counts events. Nothing but a list knows of it. */
interface Counted {
  readonly events: number
}
const counted = modelToken<Counted>('counted')
const createCounted = (): Model<Counted> => ({
  name: counted.name,
  code: 'counted@1',
  config: {},
  begin(_catalog, observed) {
    let events = observed?.[0] ?? 0
    return {
      observe: () => void events++,
      observed: () => Uint8Array.of(events),
      // biome-ignore lint/correctness/useYield: nothing here takes long
      *finish() {
        return { bytes: Uint8Array.of(events), rows: { events } }
      },
    }
  },
  load(bytes) {
    const [events] = bytes
    if (events === undefined) throw new AppError('corrupt-record', 'No count.')
    return { events }
  },
})

const listNow = createModels()
const listLater: readonly TrainedModel[] = [...listNow, listed(createCounted(), counted, (loaded) => loaded)]
const never = new AbortController().signal

const open = async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert([sampleTrack('a'), sampleTrack('b')])
  const log = createMemoryEventLog()
  const event = appEventSchema.parse({
    type: 'track.played',
    id: 'play',
    at: 1_794_000_000_000,
    listenerId: 'l',
    trackId: 'a',
  })
  await log.append([{ event }])
  const registry = createRegistry(createMemoryArtifactStore())
  const faults: unknown[] = []
  const onFault = (fault: unknown) => void faults.push(fault)
  /** A Segue with these models, whose trainings are done by one with those. */
  const start = (models: readonly TrainedModel[], trained = models) =>
    createServingModels({
      catalog,
      registry,
      models,
      onFault,
      train: (onProgress, signal) =>
        trainAll({
          log,
          catalog,
          registry,
          models: trained.map(({ model }) => model),
          clock: () => instant(1_795_000_000_000),
          onProgress,
          signal,
        }),
    })
  return { catalog, faults, log, onFault, registry, start }
}

test('a model that is added to the list is trained at the next look, and answers by its token; the others serve meanwhile [promise: models-join]', async () => {
  const { catalog, faults, log, onFault, start } = await open()
  const before = await (await start(listNow)).train(() => {}, never)
  const later = await start(listLater)
  expect([later.isTrained(), later.isPartial(), later.isBehindCatalogue()]).toEqual([true, true, false])
  expect(later.current().release).toBe(releaseId(before))
  expect(later.current().predictor(counted)).toBeUndefined()
  expect(later.current().predictor(popularity)?.top(1)).toHaveLength(1)
  const freshness = createFreshness({ serving: later, log, catalog, onFault })
  freshness.look()
  await vi.waitFor(() => expect(later.isPartial()).toBe(false), 20_000)
  await freshness.stop()
  expect(later.current().predictor(counted)).toEqual({ events: 1 })
  expect(later.current().release).toBe(releaseId(later.manifests()))
  expect(later.current().release).not.toBe(releaseId(before))
  expect(faults).toEqual([])
})

test('a model of the release that is not in the list stays there, and the others serve [promise: models-join]', async () => {
  const { faults, registry, start } = await open()
  const promoted = await (await start(listLater)).train(() => {}, never)
  const earlier = await start(listNow)
  expect([earlier.isTrained(), earlier.isPartial()]).toEqual([true, false])
  expect(Object.keys(earlier.current().versions)).toEqual(listNow.map(({ model }) => model.name))
  // What is served is of that release, whether or not all of it can be read here.
  expect(earlier.current().release).toBe(releaseId(promoted))
  expect(await registry.current()).toEqual(promoted)
  await earlier.check()
  expect(faults).toEqual([])
})

test('a training that makes less than all models of the list promotes none of them [promise: one-training-serves]', async () => {
  const { registry, start } = await open()
  const before = await (await start(listLater)).train(() => {}, never)
  const serving = await start(listLater, listNow)
  await expect(serving.train(() => {}, never)).rejects.toMatchObject({
    code: 'training-failed',
    message: expect.stringContaining('no counted'),
  })
  expect(await registry.current()).toEqual(before)
  expect(serving.current().predictor(counted)).toEqual({ events: 1 })
})
