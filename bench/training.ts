/**
 * How fast a world is made and how fast the models learn from it, at the size of the demo: 21,502 tracks and
 * 250,000 events on one thread. Training runs through the log and registry ports, in memory, so that disks
 * don't blur the figure; each step's CPU time stands beside its wall time.
 */
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { instant } from '#domain'
import type { EventLog } from '#log'
import { createContent, createCoOccurrence, createPopularity, createRegistry, trainAll } from '#models'
import { generateWorld, type World } from '#world'
import type { Claim, Figure } from './claim.ts'
import { worldCatalog } from './world-catalog.ts'

const tracks = 21_502
const listeners = 250
const days = 75
const wantedEvents = 250_000
const endsAt = instant(Date.UTC(2026, 10, 1))

export const training: Claim = {
  name: 'training',
  describe: `a world of ${tracks.toLocaleString('en')} tracks told event by event, and three models trained on its first ${wantedEvents.toLocaleString('en')} events`,
  meaning:
    'Wall time includes whatever else the machine does; CPU time beside it does not. Servers have it done by another process, which starts and reads the catalogue first; the longest hold of the thread is what a training that is to stop could wait.',
  run: async () => {
    const world = generateWorld({ tracks, listeners, days, seed: 'bench', endsAt })
    const log = createMemoryEventLog()
    const telling = measured(() => countEvents(world))
    const kept = await keepEvents(world, log)
    const catalog = worldCatalog(world.tracks)
    const registry = createRegistry(createMemoryArtifactStore())
    const models = [createPopularity(), createCoOccurrence(), createContent()]
    const watch = watchThread()
    const startedMs = performance.now()
    const cpuBefore = process.cpuUsage()
    const manifests = await trainAll({
      log,
      catalog,
      registry,
      models,
      clock: () => endsAt,
    })
    const wallMs = performance.now() - startedMs
    const cpu = process.cpuUsage(cpuBefore)
    const { longestHoldMs, memoryGrowthBytes } = watch.stop()
    await log.close()
    return [
      {
        name: 'world: events',
        value: telling.value / (telling.wallMs / 1000),
        unit: 'events/s',
        bar: { atLeast: 60_000 },
      },
      { name: 'training: events', value: kept, unit: '' },
      { name: 'training: wall', value: wallMs / 1000, unit: 's', bar: { atMost: 10 } },
      { name: 'training: CPU', value: (cpu.user + cpu.system) / 1e6, unit: 's' },
      { name: 'training: memory above the start', value: memoryGrowthBytes / 1e6, unit: 'MB' },
      { name: 'training: longest hold of the thread', value: longestHoldMs, unit: 'ms' },
      ...manifests.map(
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

/** Puts the first `wantedEvents` events into the log; says how many there were. */
const keepEvents = async (world: World, log: EventLog): Promise<number> => {
  let kept = 0
  for (const batch of world.events()) {
    const fitting = batch.slice(0, wantedEvents - kept)
    await log.append(fitting.map((event) => ({ event })))
    kept += fitting.length
    if (kept >= wantedEvents) break
  }
  return kept
}
