/**
 * What durability costs: batches of events through intake-sized appends, decisions one by one at a steady rate
 * as the server writes them, the whole door with parsing and checking, and a replay. Everything goes to the real
 * SQLite log with synchronous FULL, in the system's folder for temporary files; ids are random, as clients send
 * them, which is the hard case for the index that finds duplicates.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteEventLog } from '#adapters/sqlite'
import {
  createRandom,
  eventId,
  instant,
  listenerId,
  type Random,
  requestId,
  sessionId,
  trackId,
} from '#domain'
import { type AppEvent, createIntake, createJournal, type Entry, type EventLog, logStart } from '#log'
import type { Claim, Figure } from './claim.ts'
import { latencyFigures } from './measure.ts'

const events = 100_000
/** Calls under way at once, as from a few busy connections. */
const lanes = 4
const decisions = 1_500
const decisionsPerSecond = 300
const recordBytes = 10_000
const startAt = Date.UTC(2026, 10, 20)

export const eventAppend: Claim = {
  name: 'event-append',
  describe: `${events.toLocaleString('en')} durable events in batches from ${lanes} callers, ${decisions.toLocaleString('en')} decisions with ${recordBytes.toLocaleString('en')}-byte records at ${decisionsPerSecond}/s, a replay`,
  meaning:
    'What the log alone can do, below HTTP, with synchronous FULL: how long a disk takes to make a commit durable is most of it, so another disk gives other figures.',
  run: async () => [
    ...(await inFreshLog((log) => batches(log, 100))),
    ...(await inFreshLog(async (log) => [...(await batches(log, 500)), ...(await replay(log))])),
    ...(await inFreshLog(throughTheDoor)),
    ...(await inFreshLog(oneByOne)),
  ],
}

const inFreshLog = async (
  measure: (log: EventLog) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-bench-'))
  const log = await openSqliteEventLog({ path: join(folder, 'events.db') })
  try {
    return await measure(log)
  } finally {
    await log.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Deals the jobs out to `lanes` callers; answers how long all took, in seconds. */
export const timeInLanes = async <Job>(
  jobs: readonly Job[],
  work: (job: Job) => Promise<unknown>,
): Promise<number> => {
  const queue = jobs.values()
  const lane = async (): Promise<void> => {
    for (const job of queue) await work(job)
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: lanes }, lane))
  return (performance.now() - startedMs) / 1_000
}

const batches = async (log: EventLog, size: number): Promise<readonly Figure[]> => {
  const seconds = await timeInLanes(chunksOf(plays(events), size), (batch) => log.append(batch))
  return [
    {
      name: `durable appends in batches of ${size}`,
      value: events / seconds,
      unit: 'events/s',
      ...(size === 500 && { bar: { atLeast: 30_000 } }),
    },
  ]
}

/** NDJSON in, durable out: parsing, checking and completing included. */
const throughTheDoor = async (log: EventLog): Promise<readonly Figure[]> => {
  const texts = chunksOf(plays(events), 500).map((batch) =>
    batch.map(({ event }) => JSON.stringify(event)).join('\n'),
  )
  const intake = createIntake({
    clock: () => instant(startAt),
    blockWords: { find: (target) => target, append: createJournal({ log, folds: [] }).append },
    describe: () => ({ artistIds: ['artist-1'], tags: ['ambient', 'drone'], durationMs: 200_000 }),
  })
  const seconds = await timeInLanes(texts, (text) => intake.acceptText(text))
  return [
    {
      name: 'NDJSON lines of 500 through the intake',
      value: events / seconds,
      unit: 'events/s',
      bar: { atLeast: 30_000 },
    },
  ]
}

const replay = async (log: EventLog): Promise<readonly Figure[]> => {
  const startedMs = performance.now()
  let read = 0
  for await (const { recorded } of log.read(logStart))
    for (const { event } of recorded) if (event.at > 0) read++
  const seconds = (performance.now() - startedMs) / 1_000
  return [{ name: 'events read and checked', value: read / seconds, unit: 'events/s' }]
}

/** Each decision on its own schedule: a slow commit does not slow the arrivals that come after it. */
const oneByOne = async (log: EventLog): Promise<readonly Figure[]> => {
  const entries = slates(decisions)
  const startedMs = performance.now()
  const tookMs: number[] = []
  const pending = entries.map(async (entry, index) => {
    const dueMs = startedMs + (index * 1_000) / decisionsPerSecond
    while (performance.now() < dueMs) await wait(Math.max(0, dueMs - performance.now()))
    const askedMs = performance.now()
    await log.append([entry])
    tookMs.push(performance.now() - askedMs)
  })
  await Promise.all(pending)
  return latencyFigures('one durable decision', tookMs)
}

export const chunksOf = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )

/** A random id of the length of a UUID. */
const randomId = (random: Random): string =>
  Array.from({ length: 4 }, () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(9, '0'),
  ).join('')

export const plays = (count: number): readonly Entry[] => {
  const random = createRandom('event-append')
  return Array.from({ length: count }, (_, index) => {
    const event: AppEvent = {
      id: eventId(randomId(random)),
      type: 'track.played',
      at: instant(startAt + index),
      listenerId: listenerId(`listener-${random.below(2_000)}`),
      trackId: trackId(`track-${random.below(20_000)}`),
      sessionId: sessionId(randomId(random)),
      requestId: requestId(randomId(random)),
      artistIds: [`artist-${random.below(3_000)}`],
      tags: ['electronic', 'ambient', 'drone'],
      playedMs: random.below(200_000),
    }
    return { event }
  })
}

const slates = (count: number): readonly Entry[] => {
  const random = createRandom('event-append-slates')
  return Array.from({ length: count }, (_, index) => {
    const id = randomId(random)
    const event: AppEvent = {
      id: eventId(id),
      type: 'slate.served',
      at: instant(startAt + index),
      listenerId: listenerId(`listener-${random.below(2_000)}`),
      requestId: requestId(id),
      surface: 'now-playing',
      tier: 'full',
      recipe: 'now-playing@1',
      models: { popularity: '1' },
      tracks: 10,
    }
    const about = Array.from({ length: 10 }, () => `track-${random.below(20_000)}`)
    // Half of it repeats, as records do.
    const attachment = Uint8Array.from({ length: recordBytes }, (_, at) => (at % 2 ? 7 : random.below(256)))
    return { event, record: attachment, about }
  })
}
