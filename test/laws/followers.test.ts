import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore, openSqliteStateStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, artistId, instant, recordingId, trackId } from '#domain'
import {
  type Aggregates,
  aggregateFeatures,
  entity,
  type Feature,
  openAggregates,
  runFollowers,
  type StateStore,
  trackPlays,
  trackSkips,
} from '#features'
import { createJournal, type EventLog, logStart, type Recorded } from '#log'
import { recordedEvents } from './features-events.ts'
import { expectSame, nameOf, ownersOf, plainFold, storedStates } from './plain-fold.ts'

/**
 * Law: a follower comes to what one plain fold of the log comes to, bit for bit. Whatever it was handed or read, however
 * often the same came, wherever its process was killed, whenever its saves failed or its states were damaged; and what its
 * store holds is such a fold up to the store's cursor at any moment.
 */
const folder = mkdtempSync(join(tmpdir(), 'segue-followers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const asOf = instant(Date.UTC(2026, 8, 1))

const kinds = ['append', 'append', 'append', 'turns', 'save', 'kill', 'damage', 'refuse'] as const
const step = fc.record({ kind: fc.constantFrom(...kinds), count: fc.nat(9), wait: fc.boolean() })

const scenario = fc.record({
  events: recordedEvents,
  steps: fc.array(step, { maxLength: 40, size: 'max' }),
  /** How many batches too early the log begins to read. */
  again: fc.nat(2),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

const tracks = Array.from({ length: 6 }, (_, number) => {
  const id = `t${number}`
  const artists = [{ id: artistId('a'), name: 'A' }]
  return { id: trackId(id), recordingId: recordingId(id), title: id, artists, featured: [], tags: [] }
})
const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
await catalog.upsert(tracks)

/** Begins before where it was asked to, as logs may. */
const readingAgain = (log: EventLog, again: number): EventLog['read'] => {
  const begun = [logStart]
  return async function* (from, signal) {
    const start = again === 0 ? from : (begun.at(-again) ?? logStart)
    for await (const batch of log.read(start, signal)) {
      yield batch
      begun.push(batch.after)
    }
  }
}

/**
 * A process that was killed writes nothing more, and closes nothing. What its store was writing is written or not, as a
 * transaction is, before anybody reads: `written`.
 */
const openProcess = async (under: () => StateStore, log: EventLog, again: number) => {
  const trouble = { isKilled: false, isDamaged: false, refuses: 0, written: Promise.resolve() }
  const write = (work: () => Promise<void>): Promise<void> => {
    const writing = trouble.written.then(work)
    trouble.written = writing.catch(() => {})
    return writing
  }
  const refused = new AppError('storage-failed', 'A test made this save fail.')
  const damaged = new AppError('states-damaged', 'A test damaged these states (checksum).')
  const ofProcess = (): StateStore => {
    const store = under()
    return {
      ...store,
      load: async (owners) => {
        if (trouble.isDamaged) throw damaged
        return store.load(owners)
      },
      save: async (at, rows) => {
        if (trouble.isKilled || trouble.refuses-- > 0) throw refused
        await write(() => store.save(at, rows))
      },
      check: async () => {
        if (trouble.isDamaged) throw damaged
      },
      close: async () => {},
      discard: async () => {
        trouble.isDamaged = false
        if (!trouble.isKilled) await write(() => store.clear())
      },
    }
  }
  const onFault = () => {}
  const aggregates = await openAggregates({ openStore: ofProcess, catalog, onFault })
  const read = readingAgain(log, again)
  const followers = runFollowers({ log: { ...log, read }, followers: [aggregates], onFault, retryMs: 1 })
  return { trouble, aggregates, followers, journal: createJournal({ log, folds: [followers.follow] }) }
}

const allOf = async (log: EventLog): Promise<readonly Recorded[]> => {
  const all: Recorded[] = []
  for await (const { recorded } of log.read(logStart)) all.push(...recorded)
  return all
}

const expectFoldOf = async (store: StateStore, log: EventLog): Promise<void> => {
  const all = await allOf(log)
  const behind = (await log.lag(store.cursor())) ?? expect.fail('the log does not know what was saved')
  const plain = plainFold(aggregateFeatures, all.slice(0, all.length - behind))
  expectSame(storedStates(store, ownersOf(aggregateFeatures, all)), plain)
}

const expectReadsOf = (aggregates: Aggregates, all: readonly Recorded[]): void => {
  const plain = plainFold(aggregateFeatures, all)
  for (const { id } of tracks) {
    const key = catalog.keyOf(id) ?? expect.fail('the catalogue lacks a track')
    const valueFrom = (feature: Feature) =>
      feature.value(plain.get(nameOf(entity('track', id), feature.id, '')), asOf)
    expect(aggregates.isKnown(key)).toBe(true)
    expect(aggregates.plays(key, asOf)).toBe(valueFrom(trackPlays))
    expect(aggregates.skips(key, asOf)).toBe(valueFrom(trackSkips))
  }
}

const follow = async ({ events, steps, again }: Scenario, store: StateStore): Promise<void> => {
  const log = createMemoryEventLog()
  const left = events.map(({ event }) => ({ event }))
  let now = await openProcess(() => store, log, again)
  for (const { kind, count, wait } of steps) {
    if (kind === 'append') await now.journal.append(left.splice(0, count))
    else if (kind === 'turns') for (let turn = 0; turn < count; turn++) await nextTurn()
    else if (kind === 'refuse') now.trouble.refuses = 2
    else if (kind === 'save') {
      const saved = now.followers.save()
      if (wait) await saved
    } else if (kind === 'damage') {
      now.trouble.isDamaged = true
      await now.followers.check()
    } else {
      now.trouble.isKilled = true
      void now.followers.close()
      for (let turn = 0; turn < 5; turn++) await nextTurn()
      await now.trouble.written
      await expectFoldOf(store, log)
      now = await openProcess(() => store, log, again)
    }
  }
  await now.journal.append(left)
  await now.followers.caughtUp()
  expectReadsOf(now.aggregates, await allOf(log))
  now.trouble.refuses = 0
  await now.followers.close()
  expect(await log.lag(store.cursor())).toBe(0)
  await expectFoldOf(store, log)
}

test('a follower comes to what a plain fold comes to, over the memory store [promise: follower-folds-once]', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, (given) => follow(given, createMemoryStateStore())),
    { numRuns: 200 },
  )
})

test('and over the SQLite store', async () => {
  const features = aggregateFeatures.map(({ id }) => id)
  let files = 0
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const store = openSqliteStateStore({ path: join(folder, `${++files}.db`), features })
      await follow(given, store).finally(() => store.close())
    }),
    // Each waits for the disk some thirty times; the law in memory draws the many.
    { numRuns: 3 },
  )
}, 180_000)
