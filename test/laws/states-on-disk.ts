import { createMemoryArtifactStore } from '#adapters/artifacts'
import { openSqliteStateStore } from '#adapters/sqlite'
import type { Catalog } from '#catalog'
import { type Instant, minuteMs } from '#domain'
import { features as allFeatures, openFeatures } from '#features'
import type { EventLog, StoredLog } from '#log'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'

/** A server whose states alone are on disk, where a test can damage them under its hands. */
export const openOnStatesAt = async (
  path: string,
  parts: {
    readonly catalog: Catalog
    readonly log: StoredLog
    readonly now: Instant
    readonly onFault: (thrown: unknown) => void
    /** In the place of the log's own, where states are folded again. */
    readonly read?: EventLog['read']
  },
) => {
  const { catalog, log, now, onFault, read = log.read } = parts
  const features = await openFeatures({
    openStore: () => openSqliteStateStore({ path, features: allFeatures.map(({ id }) => id) }),
    features: allFeatures,
    log: { ...log, read },
    onFault,
    // What a busy machine takes is not looked at here.
    longestWaitMs: minuteMs,
  })
  let ids = 0
  const assembled = await assembleServices({
    log,
    catalog,
    features,
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => now,
    newId: () => `id-${ids++}`,
    stopwatch: () => 0,
    version: '0.0.0',
    onFault,
  })
  return { features, ...assembled }
}
