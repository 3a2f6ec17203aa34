import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { instant } from '#domain'
import { createCoOccurrence } from './co-occurrence/co-occurrence.ts'
import { createContent } from './content/content.ts'
import { createPopularity } from './popularity/popularity.ts'
import { createRegistry } from './registry.ts'
import { sampleCatalog, sampleEvents, sampleStart, sampleTrack } from './sample-listening.ts'
import { versionsKept } from './sample-versions.ts'
import { type TrainingProgress, trainAll } from './train-all.ts'

const catalog = sampleCatalog([1, 2, 3].map((key) => sampleTrack(key, { tags: ['rock'] })))
const models = [createPopularity(), createCoOccurrence(), createContent()]

const logOf = async (count: number) => {
  const log = createMemoryEventLog()
  const heard = Array.from({ length: count }, (_, i) => ['played', 1 + (i % 3)] as const)
  await log.append(sampleEvents('ann', heard, 's').map((event) => ({ event })))
  return log
}

const ticking = () => {
  let now = Date.UTC(2026, 10, 20)
  return () => {
    now += 10
    return instant(now)
  }
}

test('every model is trained up to the end of the log and published; none is promoted', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const manifests = await trainAll({ log: await logOf(7), catalog, registry, models, clock: ticking() })
  expect(manifests.map(({ name }) => name)).toEqual(['popularity', 'co-occurrence', 'content'])
  for (const manifest of manifests) {
    expect(manifest).toMatchObject({ events: 7, catalog: { revision: 3, tracks: 3 } })
    expect(manifest.asOf).toBe(sampleStart + 6 * 60_000)
    expect(await versionsKept(store, manifest.name)).toEqual([manifest])
    expect(await registry.current()).toEqual([])
  }
})

test('an empty log and an empty catalogue train to models that answer nothing', async () => {
  const registry = createRegistry(createMemoryArtifactStore())
  const manifests = await trainAll({
    log: createMemoryEventLog(),
    catalog: sampleCatalog([]),
    registry,
    models,
    clock: ticking(),
  })
  expect(manifests.map(({ events, asOf }) => [events, asOf])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ])
})

test('progress tells steps, counts and rates, and reaches its total', async () => {
  const told: TrainingProgress[] = []
  await trainAll({
    log: await logOf(4500),
    catalog,
    registry: createRegistry(createMemoryArtifactStore()),
    models,
    clock: ticking(),
    onProgress: (progress) => told.push(progress),
  })
  const events = told.filter(({ step }) => step === 'events')
  expect(events.map(({ done }) => done)).toEqual([2000, 4000, 4500])
  expect(events.every(({ total, perSecond }) => total === 4500 && perSecond > 0)).toBe(true)
  expect(events.at(-1)?.remainingMs).toBe(0)
  expect(told.at(-1)).toMatchObject({ step: 'content', done: 3, total: 3 })
})

test('a stopped training publishes nothing and says it was stopped', async () => {
  const store = createMemoryArtifactStore()
  const registry = createRegistry(store)
  const stop = new AbortController()
  const training = trainAll({
    log: await logOf(4500),
    catalog,
    registry,
    models,
    clock: ticking(),
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  await expect(training).rejects.toThrowError(expect.objectContaining({ name: 'AbortError' }))
  expect(await versionsKept(store, 'popularity')).toEqual([])
})

test('events dated in the future count as of now', async () => {
  const registry = createRegistry(createMemoryArtifactStore())
  const early = instant(sampleStart - 1000)
  const [manifest] = await trainAll({ log: await logOf(3), catalog, registry, models, clock: () => early })
  expect(manifest?.asOf).toBe(early)
})
