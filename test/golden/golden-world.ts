import { expect } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { dayMs, instant, type ListenerId, requestId } from '#domain'
import { features as allFeatures, createFeatures } from '#features'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'
import type { Asking, Surface } from '#surfaces'
import { generateWorld } from '#world'

/** A fixed world, through the whole of Segue, for tests that hold what it serves and keeps against golden files. */
export const now = instant(Date.UTC(2026, 0, 2))
const clock = () => now

export const openGoldenWorld = async () => {
  const world = generateWorld({
    tracks: 300,
    listeners: 20,
    days: 14,
    seed: 'golden-slates',
    endsAt: instant(now - dayMs),
  })
  // Records name their catalogue: golden ones must find this one again.
  const store = { ...openSqliteCatalogStore({ path: ':memory:' }), identity: 'golden-world' }
  const catalog = openCatalog(store)
  await catalog.upsert(world.tracks)
  const log = createMemoryEventLog()
  const { services, serving, followers } = await assembleServices({
    log,
    catalog,
    features: createFeatures({ store: createMemoryStateStore(), features: allFeatures }),
    registry: createRegistry(createMemoryArtifactStore()),
    clock,
    newId: () => expect.fail('ids are given here'),
    stopwatch: () => 0,
    version: '0.0.0',
    onFault: (error) => {
      throw error
    },
  })
  for (const batch of world.events(1_000)) {
    expect((await services.intake.acceptValues(batch)).refused).toEqual([])
  }
  await followers.caughtUp()
  await serving.train(() => {}, new AbortController().signal)
  const { readsFor, serve } = services
  let asked = 0
  const nextId = () => requestId(`golden-${asked++}`)
  const ask = async (
    surface: Surface,
    asking: Omit<Asking, 'requestId' | 'asOf'> & { readonly listenerId?: ListenerId },
  ) => {
    const reads = await readsFor(asking.listenerId, now)
    return (await serve(surface.ask({ ...asking, requestId: nextId(), asOf: now }, reads), reads)).body
  }
  /** The record of an answer, as the log keeps it. */
  const recordOf = async (id: string) =>
    (await log.record(requestId(id)))?.bytes ?? expect.fail(`no record of ${id}`)
  return { world, catalog, services, serving, ask, nextId, recordOf }
}
