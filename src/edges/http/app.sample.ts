import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, openCatalog } from '#catalog'
import { instant } from '#domain'
import { features as allFeatures, createFeatures } from '#features'
import type { Journal, StoredLog } from '#log'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'
import { createHttpApp } from './app.ts'

/** The whole server without a socket and without a disk, at one moment; any fault of its own fails the test. */
export const sampleNow = instant(Date.UTC(2026, 10, 20, 12))

export interface SampleApp {
  readonly app: FastifyInstance
  readonly log: StoredLog
  readonly catalog: Catalog
  /** For what an older Segue has recorded, past the door. */
  readonly journal: Journal
  /** Rejects a test whose tracks were not all taken. */
  putTracks(tracks: readonly object[]): Promise<void>
}

export const openSampleApp = async (
  libraries: Parameters<typeof assembleServices>[0]['libraries'] = undefined,
  onFault: (error: unknown) => void = (error) => expect.fail(String(error)),
  newId: () => string = countedIds(),
): Promise<SampleApp> => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const log = createMemoryEventLog()
  const { services } = await assembleServices({
    log,
    catalog,
    features: createFeatures({ store: createMemoryStateStore(), features: allFeatures }),
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => sampleNow,
    newId,
    stopwatch: () => 0,
    version: '0.0.0',
    onFault,
    ...(libraries && { libraries }),
  })
  const app = await createHttpApp(services, { version: '0.0.0', loopbackOnly: false, onFault })
  return {
    app,
    log,
    catalog,
    journal: services.journal,
    async putTracks(tracks) {
      const answer = await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: [...tracks] })
      expect({ status: answer.statusCode, refused: answer.json().refused }).toEqual({
        status: 200,
        refused: [],
      })
    },
  }
}

const countedIds = () => {
  let ids = 0
  return () => `id-${++ids}`
}
