import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { instant } from '#domain'
import { createHttpApp } from '#edges/http'
import { createFeatures } from '#features'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'

/**
 * The OpenAPI document as the server gives it out, without a server: the real routes on an empty memory. The
 * client's types are made from it, and nothing in it depends on data, time or machine.
 */
export const describeApi = async (): Promise<object> => {
  const catalogStore = openSqliteCatalogStore({ path: ':memory:' })
  const { services } = await assembleServices({
    log: createMemoryEventLog(),
    catalog: openCatalog(catalogStore),
    features: createFeatures({ store: createMemoryStateStore(), features: [] }),
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => instant(0),
    newId: () => '00000000-0000-7000-8000-000000000000',
    stopwatch: () => 0,
    version: '0.0.0',
    onFault: () => {},
  })
  const app = await createHttpApp(services, { version: '0.0.0', loopbackOnly: true, onFault: () => {} })
  try {
    await app.ready()
    return app.swagger()
  } finally {
    await app.close()
    catalogStore.close()
  }
}
