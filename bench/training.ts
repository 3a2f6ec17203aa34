/**
 * How fast a world is made and how fast the models learn from it, at the size of the demo: 21,502 tracks and
 * 250,000 events on one thread. Training runs through the log and registry ports, in memory, so that disks
 * don't blur the figure; each step's CPU time stands beside its wall time.
 */
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { instant } from '#domain'
import type { EventLog } from '#log'
import {
  type ArtifactStore,
  createContent,
  createCoOccurrence,
  createPopularity,
  createRegistry,
  type Registry,
  trainAll,
} from '#models'
import { generateWorld, type World } from '#world'
import type { Claim, Figure } from './claim.ts'
import { worldCatalog } from './world-catalog.ts'

const tracks = 21_502
const listeners = 250
const days = 75
const wantedEvents = 250_000
/** So many later a server trains again. */
const moreEvents = 2_000
const endsAt = instant(Date.UTC(2026, 10, 1))

export const training: Claim = {
  name: 'training',
  describe: `a world of ${tracks.toLocaleString('en')} tracks told event by event, and three models trained on its first ${wantedEvents.toLocaleString('en')} events`,
  meaning:
    'Wall time includes whatever else the machine does; CPU time beside it does not. "Training on" goes on from what the training before it observed. Servers have it done by another process, which starts and reads the catalogue first; the longest hold of the thread is what a training that is to stop could wait.',
  run: async () => {
    const world = generateWorld({ tracks, listeners, days, seed: 'bench', endsAt })
    const log = createMemoryEventLog()
    const telling = measured(() => countEvents(world))
    const kept = await keepEvents(world, log, wantedEvents)
    const store = createMemoryArtifactStore()
    const options = {
      log,
      catalog: worldCatalog(world.tracks),
      registry: createRegistry(store),
      models: [createPopularity(), createCoOccurrence(), createContent()],
      clock: () => endsAt,
    }
    const whole = await watched(() => trainAll(options))
    const observedBytes = await sizeOfObserved(store, options.registry)
    await keepEvents(world, log, wantedEvents + moreEvents)
    const on = await watched(() => trainAll(options))
    await log.close()
    return [
      {
        name: 'world: events',
        value: telling.value / (telling.wallMs / 1000),
        unit: 'events/s',
        bar: { atLeast: 60_000 },
      },
      { name: 'training: events', value: kept, unit: '' },
      { name: 'training: wall', value: whole.wallMs / 1000, unit: 's', bar: { atMost: 10 } },
      { name: 'training: CPU', value: whole.cpuMs / 1000, unit: 's' },
      { name: 'training: memory above the start', value: whole.memoryGrowthBytes / 1e6, unit: 'MB' },
      { name: 'training: longest hold of the thread', value: whole.longestHoldMs, unit: 'ms' },
      { name: `training on, ${moreEvents} events later: wall`, value: on.wallMs / 1000, unit: 's' },
      { name: `training on, ${moreEvents} events later: CPU`, value: on.cpuMs / 1000, unit: 's' },
      { name: 'training on: what is kept for it', value: observedBytes / 1e6, unit: 'MB' },
      ...whole.value.map(
        ({ name, sizeBytes }): Figure => ({ name: `${name}: artifact`, value: sizeBytes / 1e6, unit: 'MB' }),
      ),
    ]
  },
}

const measured = <Value>(work: () => Value): { readonly value: Value; readonly wallMs: number } => {
  const startedMs = performance.now()
  const value = work()
  return { value, wallMs: performance.now() - startedMs }
}

/** Looks at the thread whenever it is free: how long it was not, and how far memory grew meanwhile. */
const watchThread = () => {
  const rssBefore = process.memoryUsage.rss()
  let rssPeak = rssBefore
  let longestHoldMs = 0
  let lastMs = performance.now()
  const look = () => {
    const nowMs = performance.now()
    longestHoldMs = Math.max(longestHoldMs, nowMs - lastMs)
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss())
    lastMs = nowMs
  }
  const timer = setInterval(look, 1)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      return { longestHoldMs, memoryGrowthBytes: rssPeak - rssBefore }
    },
  }
}

const countEvents = (world: World): number => {
  let count = 0
  for (const batch of world.events()) count += batch.length
  return count
}

/** Puts the first `wanted` events into the log, which knows those that it has; says how many there were. */
const keepEvents = async (world: World, log: EventLog, wanted: number): Promise<number> => {
  let kept = 0
  for (const batch of world.events()) {
    const fitting = batch.slice(0, wanted - kept)
    await log.append(fitting.map((event) => ({ event })))
    kept += fitting.length
    if (kept >= wanted) break
  }
  return kept
}

const watched = async <Value>(work: () => Promise<Value>) => {
  const watch = watchThread()
  const [startedMs, cpuBefore] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const cpu = process.cpuUsage(cpuBefore)
  return {
    value,
    wallMs: performance.now() - startedMs,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    ...watch.stop(),
  }
}

const sizeOfObserved = async (store: ArtifactStore, registry: Registry): Promise<number> => {
  let bytes = 0
  for (const blob of await registry.observations.ofBlobs()) bytes += (await store.get(blob)).length
  return bytes
}
