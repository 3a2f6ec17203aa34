import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import type { StoredTrack } from '#catalog'
import { type Instant, instant, trackKey } from '#domain'
import { createContent, createCoOccurrence, createPopularity, createRegistry, train, trainAll } from '#models'
import { generateWorld, type WorldOptions } from '#world'

/**
 * Training is a function: the same log and catalogue give the same bytes, whenever and however it is run, so
 * that anyone can prove where a version came from.
 */
const endsAt = instant(Date.UTC(2026, 3, 1))
const models = [createPopularity(), createCoOccurrence(), createContent()]

const sceneOf = (options: Omit<WorldOptions, 'endsAt'>) => {
  const world = generateWorld({ ...options, endsAt })
  const stored = world.tracks.map((track, key): StoredTrack => ({ ...track, key: trackKey(key) }))
  const byId = new Map(stored.map((track) => [track.id, track]))
  return {
    events: [...world.events()].flat(),
    catalog: {
      identity: 'c',
      revision: 1,
      get: (id: StoredTrack['id']) => byId.get(id),
      tracks: () => stored,
    },
  }
}

const versionsAt = async ({ events, catalog }: ReturnType<typeof sceneOf>, now: Instant) => {
  const log = createMemoryEventLog()
  await log.append(events.map((event) => ({ event })))
  const registry = createRegistry(createMemoryArtifactStore())
  return trainAll({ log, catalog, registry, models, clock: () => now })
}

test('training again, another day, gives the same bytes [promise: same-training]', async () => {
  const worlds = fc.record({
    tracks: fc.integer({ min: 1, max: 300 }),
    listeners: fc.integer({ min: 1, max: 8 }),
    days: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(worlds, async (options) => {
      const scene = sceneOf(options)
      const first = await versionsAt(scene, endsAt)
      const later = await versionsAt(scene, instant(endsAt + 5_000_000))
      expect(later.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256))
      expect(later.every(({ trainedAt }, i) => trainedAt !== first[i]?.trainedAt)).toBe(true)
    }),
    { numRuns: 8 },
  )
})

test('training in one go gives the bytes of training step by step', async () => {
  const scene = sceneOf({ tracks: 400, listeners: 10, days: 8, seed: 'steps' })
  const asOf = instant(Math.max(...scene.events.map(({ at }) => at)))
  const log = createMemoryEventLog()
  await log.append(scene.events.map((event) => ({ event })))
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const manifests = await trainAll({ log, catalog: scene.catalog, registry, models, clock: () => endsAt })
  const { events } = scene
  for (const [i, model] of models.entries()) {
    const { bytes } = train(model, { events, catalog: scene.catalog, asOf })
    expect(await store.put(bytes)).toBe(manifests[i]?.sha256)
  }
})
