/**
 * What the online features cost: folding a log (at start, and live on the way of every event), reading what one
 * request needs, keeping states in memory, and loading an owner that is not there. The log is synthetic: 2,000
 * listeners of skewed taste, 20,000 tracks of skewed popularity, two artists and four tags a track, sessions.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import {
  createRandom,
  eventId,
  type Instant,
  instant,
  listenerId,
  minuteMs,
  sessionId,
  trackId,
} from '#domain'
import {
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
  rating,
  replay,
  tagAffinity,
  trackPlays,
  trackSkips,
} from '#features'
import type { AppEvent, Recorded } from '#log'
import type { Claim, Figure } from './claim.ts'

const events = 300_000
const listeners = 2_000
const tracks = 20_000
const candidates = 500
const requests = 400
const firstAt = Date.UTC(2026, 0, 1)

export const featureFold: Claim = {
  name: 'feature-fold',
  describe: `${features.length} features over ${events} events; reads of ${candidates} candidates × 8 features`,
  run: async () => {
    const log = syntheticLog()
    return [...foldAlone(log), ...(await foldIntoFile(log))]
  },
}

const syntheticLog = (): readonly Recorded[] => {
  const random = createRandom('feature-fold')
  const skewed = (bound: number) => Math.floor(bound * random.next() ** 2)
  return Array.from({ length: events }, (_, index): Recorded => {
    const listener = skewed(listeners)
    const track = skewed(tracks)
    const about = {
      id: eventId(`e${index}`),
      at: instant(firstAt + index * minuteMs),
      listenerId: listenerId(`listener-${listener}`),
      trackId: trackId(`track-${track}`),
      sessionId: sessionId(`session-${listener}-${Math.floor(index / 20_000)}`),
      artistIds: [`artist-${track % 3_000}`, `artist-${track % 977}`],
      tags: [`tag-${track % 7}`, `tag-${track % 31}`, `tag-${track % 101}`, `tag-${track % 211}`],
    }
    return { position: index + 1, event: happening(random.next(), random.below(120_000), about) }
  })
}

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

const foldAlone = (log: readonly Recorded[]): readonly Figure[] => {
  const heapBefore = memoryBytes()
  const online = createFeatures({
    store: createMemoryStateStore(),
    features,
    stateLimit: Number.POSITIVE_INFINITY,
    flushEvery: Number.POSITIVE_INFINITY,
  })
  const startedMs = performance.now()
  for (let from = 0; from < log.length; from += 500) online.fold(log.slice(from, from + 500))
  const foldedMs = performance.now() - startedMs
  const states = statesIn(online, log)
  const read = requestsOf(online)
  return [
    {
      name: 'fold in process',
      value: (events / foldedMs) * 1_000,
      unit: 'events/s',
      bar: { atLeast: 60_000 },
    },
    { name: 'states', value: states, unit: '' },
    { name: 'read p50', value: read(0.5), unit: 'ms', bar: { atMost: 0.5 } },
    { name: 'read p99', value: read(0.99), unit: 'ms' },
    // With changes not saved yet, which is the most a state can weigh.
    {
      name: 'memory per 100k states',
      value: ((memoryBytes() - heapBefore) / 1e6 / states) * 1e5,
      unit: 'MB',
    },
    { name: 'position', value: online.position, unit: '' },
  ]
}

/** Into SQLite by replay, writes included; then the first touch of owners after a new start. */
const foldIntoFile = async (log: readonly Recorded[]): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-bench-'))
  const path = join(folder, 'states.db')
  const open = () => openSqliteStateStore({ path, features: features.map(({ id }) => id) })
  try {
    const store = open()
    const online = createFeatures({ store, features })
    const startedMs = performance.now()
    await replay(
      {
        end: async () => events,
        read: async function* () {
          yield* log
        },
      },
      online,
    )
    const replayedMs = performance.now() - startedMs
    await store.close()
    const again = open()
    const restarted = createFeatures({ store: again, features })
    const heavy = timed(50, (index) => restarted.reader(entity('listener', `listener-${index}`)))
    const light = timed(2_000, (index) => restarted.reader(entity('track', `track-${index}`)))
    await again.close()
    return [
      { name: 'replay into SQLite', value: (events / replayedMs) * 1_000, unit: 'events/s' },
      { name: 'first touch of a heavy listener p50', value: heavy(0.5), unit: 'ms' },
      { name: 'first touch of a track p50', value: light(0.5), unit: 'ms' },
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
const request = (online: Features, index: number, at: Instant): number => {
  const listener = online.reader(entity('listener', `listener-${index}`))
  let sum = [...listener.entries(blocked)].length
  for (const candidate of slates[index] ?? []) {
    const name = names[candidate]
    if (name === undefined) continue
    for (const feature of perTrack) sum += listener.value(feature, name.track, at)
    sum += listener.value(artistAffinity, name.artist, at)
    sum += listener.value(tagAffinity, name.tag, at)
    const ofTrack = online.reader(name.track)
    sum += ofTrack.value(trackPlays, '', at) + ofTrack.value(trackSkips, '', at)
  }
  return sum
}

const requestsOf = (online: Features) => {
  for (let index = 0; index < requests; index++) request(online, index, asOf)
  return timed(requests, (index) => request(online, index, asOf))
}

/** Runs a thing so many times; the answer gives quantiles of what one took, in milliseconds. */
const timed = (times: number, work: (index: number) => unknown): ((share: number) => number) => {
  const tookMs = Array.from({ length: times }, (_, index) => {
    const startedMs = performance.now()
    work(index)
    return performance.now() - startedMs
  }).toSorted((a, b) => a - b)
  return (share) => tookMs[Math.floor(share * (times - 1))] ?? 0
}

const statesIn = (online: Features, log: readonly Recorded[]): number => {
  const owners = new Set(
    log.flatMap(({ event }) => features.flatMap((feature) => feature.keys(event).map(({ owner }) => owner))),
  )
  let states = 0
  for (const owner of owners) {
    for (const feature of features) states += [...online.entries(feature, owner)].length
  }
  return states
}

const memoryBytes = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}
