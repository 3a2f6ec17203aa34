/**
 * What the online features cost: folding a log (at start, and live on the way of every event), reading what one
 * request needs, keeping states in memory, and loading an owner that is not there. The log is synthetic: 2,000
 * listeners with favourites, 20,000 tracks of skewed popularity, two artists and four tags a track, sessions.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import {
  type AppError,
  createRandom,
  eventId,
  instant,
  listenerId,
  minuteMs,
  sessionId,
  type TrackKey,
  trackId,
  trackKey,
} from '#domain'
import {
  type Aggregates,
  artistAffinity,
  blocked,
  createFeatures,
  entity,
  type Feature,
  type Features,
  features,
  lastHeard,
  listenerPlays,
  listenerSkips,
  openAggregates,
  rating,
  replay,
  tagAffinity,
} from '#features'
import { type AppEvent, type Batch, cursor, type Recorded, sequenceNumber } from '#log'
import type { Claim, Figure } from './claim.ts'
import { ascending, percentile } from './measure.ts'

const events = 300_000
const listeners = 2_000
const tracks = 20_000
const candidates = 500
const requests = 400
const firstAt = Date.UTC(2026, 0, 1)

export const featureFold: Claim = {
  name: 'feature-fold',
  describe: `${features.length} features over ${events.toLocaleString('en')} events; reads of ${candidates} candidates × 8 features`,
  meaning:
    'CPU time of one thread, on a synthetic log whose listeners return to favourites. A cold read is of another listener each time, a warm one of the same.',
  run: async () => {
    const log = syntheticLog()
    return [...(await foldAlone(log)), ...(await foldIntoFile(log))]
  },
}

const syntheticLog = (): readonly Recorded[] => {
  const random = createRandom('feature-fold')
  const skewed = (bound: number) => Math.floor(bound * random.next() ** 2)
  return Array.from({ length: events }, (_, index): Recorded => {
    const listener = skewed(listeners)
    // Six in ten from the listener's own sixty, the rest from anywhere: people repeat.
    const track = random.next() < 0.6 ? (listener * 37 + skewed(60) * 11) % tracks : skewed(tracks)
    const about = {
      id: eventId(`e${index}`),
      at: instant(firstAt + index * minuteMs),
      listenerId: listenerId(`listener-${listener}`),
      trackId: trackId(`track-${track}`),
      sessionId: sessionId(`session-${listener}-${Math.floor(index / 20_000)}`),
      artistIds: [`artist-${track % 3_000}`, `artist-${track % 977}`],
      tags: [`tag-${track % 7}`, `tag-${track % 31}`, `tag-${track % 101}`, `tag-${track % 211}`],
    }
    return {
      sequence: sequenceNumber(index + 1),
      event: happening(random.next(), random.below(120_000), about),
    }
  })
}

const batchOf = (log: readonly Recorded[], from: number, count: number): Batch => ({
  recorded: log.slice(from, from + count),
  after: cursor(String(from)),
  through: cursor(String(from + count)),
})

const happening = (
  dice: number,
  positionMs: number,
  about: Omit<Extract<AppEvent, { type: 'track.liked' }>, 'type'>,
): AppEvent => {
  if (dice < 0.7) return { type: 'track.played', ...about }
  if (dice < 0.95) return { type: 'track.skipped', positionMs, ...about }
  return { type: 'track.liked', ...about }
}

const asOf = instant(firstAt + events * minuteMs)

const foldAlone = async (log: readonly Recorded[]): Promise<readonly Figure[]> => {
  const bytesBefore = await memoryBytes()
  const online = createFeatures({
    store: createMemoryStateStore(),
    features,
    stateLimit: events * 20,
    flushEvery: events * 2,
  })
  const cpuBefore = process.cpuUsage()
  for (let from = 0; from < log.length; from += 500) online.fold(batchOf(log, from, 500))
  const cpuMs = cpuSince(cpuBefore)
  const states = statesIn(online, ownersOf(log))
  const bytes = (await memoryBytes()) - bytesBefore
  const { aggregates, followedMs } = await follow(log)
  timed(requests, (index) => request(online, aggregates, index))
  const cold = timed(requests, (index) => request(online, aggregates, index))
  const warm = timed(requests, () => request(online, aggregates, 7))
  return [
    {
      name: 'fold',
      value: (events / cpuMs) * 1_000,
      unit: 'events per CPU-second',
      bar: { atLeast: 30_000 },
    },
    {
      name: 'fold behind the acknowledgement',
      value: (events / followedMs) * 1_000,
      unit: 'events per CPU-second',
    },
    { name: 'states', value: states, unit: '' },
    // With every change not saved yet, which is the most a state can weigh.
    { name: 'memory per 100k unsaved states', value: (bytes / 1e6 / states) * 1e5, unit: 'MB' },
    // Each request of another listener, over a heap the processor's caches cannot hold; then one again and again.
    { name: 'read p50, cold', value: cold.quantile(0.5), unit: 'ms' },
    { name: 'read p99, cold', value: cold.quantile(0.99), unit: 'ms' },
    { name: 'read p50, warm', value: warm.quantile(0.5), unit: 'ms', bar: { atMost: 1 } },
    { name: 'read p99, warm', value: warm.quantile(0.99), unit: 'ms' },
  ]
}

/** The tracks are the catalogue's, by the numbers in their ids. */
const catalog = {
  slots: tracks,
  byKey: (key: TrackKey) => ({ id: trackId(`track-${key}`) }),
  keyOf: (id: string) => trackKey(Number(id.slice('track-'.length))),
}

/** As `runFollowers` hands it over, without the turns between. */
const follow = async (log: readonly Recorded[]) => {
  const onFault = (error: AppError) => {
    throw error
  }
  const aggregates = await openAggregates({ catalog, onFault })
  const cpuBefore = process.cpuUsage()
  for (let from = 0; from < log.length; from += 100) await aggregates.fold(batchOf(log, from, 100))
  return { aggregates, followedMs: cpuSince(cpuBefore) }
}

/** Into SQLite by replay, writes included; then the first touch of owners after a new start. */
const foldIntoFile = async (log: readonly Recorded[]): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-bench-'))
  const path = join(folder, 'states.db')
  const open = () => openSqliteStateStore({ path, features: features.map(({ id }) => id) })
  const asLog = {
    lag: async () => log.length,
    read: async function* () {
      for (let from = 0; from < log.length; from += 500) yield batchOf(log, from, 500)
    },
  }
  try {
    const store = open()
    const startedMs = performance.now()
    await replay(asLog, createFeatures({ store, features }))
    const replayedMs = performance.now() - startedMs
    await store.close()
    const again = open()
    const bytesBefore = await memoryBytes()
    const restarted = createFeatures({ store: again, features, stateLimit: events * 20 })
    const heavy = timed(50, (index) => restarted.reader(entity('listener', `listener-${index}`)))
    const light = timed(2_000, (index) => restarted.reader(entity('listener', `nobody-${index}`)))
    const states = statesIn(restarted, ownersOf(log))
    const bytes = (await memoryBytes()) - bytesBefore
    await again.close()
    return [
      { name: 'replay into SQLite', value: (events / replayedMs) * 1_000, unit: 'events/s' },
      { name: 'file', value: statSync(path).size / 1e6, unit: 'MB' },
      {
        name: 'memory per 100k saved states',
        value: (bytes / 1e6 / states) * 1e5,
        unit: 'MB',
        bar: { atMost: 15 },
      },
      { name: 'first touch of a heavy listener p50', value: heavy.quantile(0.5), unit: 'ms' },
      { name: 'first touch of somebody new p50', value: light.quantile(0.5), unit: 'ms' },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const perTrack: readonly Feature[] = [listenerPlays, listenerSkips, lastHeard, rating]

/** The names under which features know a track and its main artist and tag, as a surface has them at hand. */
const names = Array.from({ length: tracks }, (_, track) => ({
  track: entity('track', `track-${track}`),
  artist: entity('artist', `artist-${track % 3_000}`),
  tag: entity('tag', `tag-${track % 101}`),
}))

/** The candidates of each request, skewed to the popular as what people play is. */
const slates = (() => {
  const random = createRandom('feature-fold candidates')
  return Array.from({ length: requests }, () =>
    Array.from({ length: candidates }, () => Math.floor(tracks * random.next() ** 2)),
  )
})()

/** One request: 500 candidates, four values of listener and track, two of the track, artist and tag; blocks. */
const request = (online: Features, aggregates: Aggregates, index: number): number => {
  const listener = online.reader(entity('listener', `listener-${index}`))
  let sum = [...listener.entries(blocked)].length
  for (const candidate of slates[index] ?? []) {
    const name = names[candidate]
    if (name === undefined) continue
    for (const feature of perTrack) sum += listener.value(feature, name.track, asOf)
    sum += listener.value(artistAffinity, name.artist, asOf)
    sum += listener.value(tagAffinity, name.tag, asOf)
    const key = trackKey(candidate)
    sum += aggregates.plays(key, asOf) + aggregates.skips(key, asOf)
  }
  return sum
}

/** Runs a thing so many times: quantiles of what one took, and the CPU time of one. */
const timed = (times: number, work: (index: number) => unknown) => {
  const cpuBefore = process.cpuUsage()
  const tookMs = Array.from({ length: times }, (_, index) => {
    const startedMs = performance.now()
    work(index)
    return performance.now() - startedMs
  })
  const cpuMs = cpuSince(cpuBefore) / times
  const sorted = ascending(tookMs)
  return { quantile: (share: number) => percentile(sorted, share), cpuMs }
}

const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

const ownersOf = (log: readonly Recorded[]): ReadonlySet<string> => {
  const owners = new Set<string>()
  for (const { event } of log) {
    for (const feature of features) for (const { owner } of feature.keys(event)) owners.add(owner)
  }
  return owners
}

const statesIn = (online: Features, owners: ReadonlySet<string>): number => {
  let states = 0
  for (const owner of owners) {
    const reader = online.reader(owner)
    for (const feature of features) states += [...reader.entries(feature)].length
  }
  return states
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Buffers are let go of between turns, so one collection is not enough. */
const memoryBytes = async (): Promise<number> => {
  for (let round = 0; round < 4; round++) {
    collectGarbage()
    await nextTurn()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
