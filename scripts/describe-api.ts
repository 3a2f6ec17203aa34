import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { type Clock, instant } from '#domain'
import { createHttpApp } from '#edges/http'
import { createFeatures } from '#features'
import { createIntake, createJournal } from '#log'
import { createRegistry } from '#models'
import { aboutServer, createModelShelf, createTelemetry } from '#operations'
import {
  createCrowdReads,
  createDecisions,
  createListenerShelf,
  createReads,
  createServe,
  createTrackIndex,
} from '#surfaces'

/**
 * The OpenAPI document as the server gives it out, without a server: the real routes on an empty memory. The
 * client's types are made from it, and nothing in it depends on data, time or machine.
 */
export const describeApi = async (): Promise<object> => {
  const clock: Clock = () => instant(0)
  const log = createMemoryEventLog()
  const catalogStore = openSqliteCatalogStore({ path: ':memory:' })
  const catalog = openCatalog(catalogStore)
  const features = createFeatures({ store: createMemoryStateStore(), features: [], flushFailed: () => {} })
  const journal = createJournal({ log, folds: [] })
  const registry = createRegistry(createMemoryArtifactStore())
  const shelf = await createModelShelf({ catalog, log, clock, registry, onFault: () => {} })
  const index = createTrackIndex(catalog)
  const listeners = createListenerShelf({ features, catalog, index })
  const crowd = createCrowdReads(features, catalog)
  const telemetry = createTelemetry()
  const app = await createHttpApp(
    {
      catalog,
      log,
      journal,
      features,
      telemetry,
      clock,
      newId: () => '00000000-0000-7000-8000-000000000000',
      intake: createIntake({ journal, clock, describe: () => undefined }),
      readsFor: createReads({ catalog, index, listeners, crowd, models: shelf.current }),
      serve: createServe({ journal, stopwatch: () => 0, observe: telemetry.slateServed }),
      decisions: createDecisions({ log, catalog, surfaces: [] }),
      about: () =>
        aboutServer({
          version: '0.0.0',
          origin: { source: 'other', label: 'nothing', simulated: null },
          catalog,
          shelf,
        }),
      readiness: () => ({}),
    },
    { version: '0.0.0', loopbackOnly: true, onFault: () => {} },
  )
  try {
    await app.ready()
    return app.swagger()
  } finally {
    await app.close()
    catalogStore.close()
  }
}
