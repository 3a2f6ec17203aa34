import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import { AppError } from '#domain'
import {
  createFeatures,
  type Features,
  features as ofListeners,
  replay,
  type StateStore,
  trackPlays,
  trackSkips,
} from '#features'
import { type Batch, type Cursor, cursor, type EventLog, logStart, type Recorded } from '#log'
import { recordedEvents } from './features-events.ts'
import { expectSame, nameOf, ownersOf, plainFold, type States, storedStates } from './plain-fold.ts'

/**
 * Law: live = replay. Whatever the batches, flushes, failed saves, crashes, reads and evictions, the states are
 * those of one plain fold over the log, bit for bit, also where events come again; and what is in the store is always
 * such a fold up to the store's cursor.
 */
/** Of both kinds: a follower folds its own with the same machinery. */
const features = [trackPlays, trackSkips, ...ofListeners]

/** Cursors of the law's own log: how many events stand before. */
const at = (count: number): Cursor => (count === 0 ? logStart : cursor(`after ${count}`))
const countAt = (from: Cursor): number => (from === logStart ? 0 : Number(from.slice('after '.length)))

const liveStates = (live: Features, owners: readonly string[]): States => {
  const states: States = new Map()
  for (const owner of owners) {
    for (const feature of features) {
      for (const { about, state } of live.entries(feature, owner)) {
        states.set(nameOf(owner, feature.id, about), state)
      }
    }
  }
  return states
}

type Outcome = { readonly turns: number; readonly result: 'saved' | 'refused' | 'saved-but-reported-failed' }

/**
 * A store that is slow and fails as told. A crash loses the saves that wait, and those that its process would have
 * begun later: a process that is gone writes nothing, so each has a store of its own. What the disk had already been
 * given when it crashed is written or not before another process opens it, so a crash waits for that.
 */
const createTroubledStore = (store: StateStore, outcomes: readonly Outcome[]) => {
  let crashes = 0
  let saves = 0
  const begun: Promise<void>[] = []
  return {
    crash: async () => {
      crashes += 1
      await Promise.allSettled(begun)
    },
    ofNewProcess: (): StateStore => {
      const crashesThen = crashes
      return {
        ...store,
        save: async (saved, rows) => {
          const outcome = outcomes[saves++]
          for (let turn = 0; turn < (outcome?.turns ?? 0); turn++) await nextTurn()
          const failure = new AppError('storage-failed', 'A test made this save fail.')
          if (crashes !== crashesThen || outcome?.result === 'refused') throw failure
          const written = store.save(saved, rows)
          begun.push(written)
          await written
          if (outcome?.result === 'saved-but-reported-failed') throw failure
        },
      }
    },
  }
}

const outcomes = fc.array(
  fc.record({
    turns: fc.nat(3),
    result: fc.constantFrom('saved', 'saved', 'refused', 'saved-but-reported-failed'),
  }),
  { maxLength: 12 },
) satisfies fc.Arbitrary<Outcome[]>

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('fold'), count: fc.nat(12), again: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('flush'), wait: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('turn') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read'), owner: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash') }) },
)

const scenario = fc.record({
  log: recordedEvents,
  steps: fc.array(step, { maxLength: 30, size: 'max' }),
  outcomes,
  stateLimit: fc.constantFrom(0, 3, 10, 1_000),
  flushEvery: fc.constantFrom(1, 5, 1_000),
  again: fc.nat(9),
})

const partOf = (log: readonly Recorded[], from: number, count: number): Batch => {
  const recorded = log.slice(from, from + count)
  return { recorded, after: at(from), through: at(from + recorded.length) }
}

/** A log that holds just these, and as logs may begins a few events before where it was asked to. */
const logOf = (recorded: readonly Recorded[], again: number): Pick<EventLog, 'read' | 'lag'> => ({
  lag: async (from) => recorded.length - countAt(from),
  async *read(from) {
    const start = Math.max(0, countAt(from) - again)
    for (let next = start; next < recorded.length; next += 7) yield partOf(recorded, next, 7)
  },
})

/** False when a save of the replay failed, as the scenario may want; the next try goes on from there. */
const caughtUp = (recorded: readonly Recorded[], again: number, online: Features): Promise<boolean> =>
  replay(logOf(recorded, again), online).then(
    () => true,
    (thrown) => {
      expect(thrown).toMatchObject({ code: 'storage-failed' })
      return false
    },
  )

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

const live = async (given: Scenario, under: StateStore): Promise<void> => {
  const { log, steps, stateLimit, flushEvery } = given
  const owners = ownersOf(features, log)
  const store = createTroubledStore(under, given.outcomes)
  const start = (): Features =>
    createFeatures({ store: store.ofNewProcess(), features, stateLimit, flushEvery })
  let online = start()
  for (const now of steps) {
    const next = countAt(online.cursor)
    if (now.kind === 'fold') {
      const from = Math.max(0, next - now.again)
      online.fold(partOf(log, from, next - from + now.count))
    } else if (now.kind === 'turn') await nextTurn()
    else if (now.kind === 'read')
      online.entries(features[0] ?? expect.fail(), owners[now.owner % owners.length] ?? '')
    else if (now.kind === 'flush') {
      const flushed = online.flush().catch(() => {})
      if (now.wait) await flushed
    } else if (now.kind === 'crash') {
      await store.crash()
      expectSame(storedStates(under, owners), plainFold(features, log.slice(0, countAt(under.cursor()))))
      online = start()
    }
  }
  while (!(await caughtUp(log, given.again, online)));
  const whole = plainFold(features, log)
  expectSame(liveStates(online, owners), whole)
  const saved = () =>
    online.flush().then(
      () => true,
      () => false,
    )
  while (!(await saved()));
  expectSame(storedStates(under, owners), whole)
  expectSame(liveStates(start(), owners), whole)
}

describe('live = replay', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'segue-law-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('over the memory store [promise: live-is-replay] [promise: folded-once]', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, (given) => live(given, createMemoryStateStore())),
      { numRuns: 400 },
    )
  })

  test('over the SQLite store [promise: live-is-replay]', async () => {
    const ids = features.map(({ id }) => id)
    let files = 0
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const store = openSqliteStateStore({ path: join(folder, `${++files}.db`), features: ids })
        await live(given, store).finally(() => store.close())
      }),
      // Each waits for the disk some thirty times; the law in memory draws the many.
      { numRuns: 8 },
    )
  })
})
