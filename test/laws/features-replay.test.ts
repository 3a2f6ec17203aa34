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
  type FeatureState,
  type Features,
  features,
  replay,
  type StateStore,
} from '#features'
import type { EventLog, Recorded } from '#log'
import { recordedEvents } from './features-events.ts'

/**
 * Law: live = replay. Whatever the batches, flushes, failed saves, crashes, reads and evictions, the states are
 * those of one plain fold over the log, bit for bit; and what is in the store is always such a fold up to the
 * store's position.
 */
type States = Map<string, FeatureState>

const nameOf = (owner: string, feature: string, about: string): string =>
  JSON.stringify([owner, feature, about])

/** The fold as the definition says it, without any of the machinery. */
const plainFold = (log: readonly Recorded[], upTo: number): States => {
  const states: States = new Map()
  for (const { position, event } of log) {
    if (position > upTo) break
    for (const feature of features) {
      for (const key of feature.keys(event)) {
        const name = nameOf(key.owner, feature.id, key.about)
        states.set(name, feature.fold(states.get(name), event, key, position))
      }
    }
  }
  return states
}

const ownersOf = (log: readonly Recorded[]): readonly string[] => [
  ...new Set(
    log.flatMap(({ event }) => features.flatMap((feature) => feature.keys(event).map((key) => key.owner))),
  ),
]

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

const storedStates = (store: StateStore, owners: readonly string[]): States =>
  new Map(
    owners.flatMap((owner) =>
      store.load(owner).map((row) => [nameOf(row.owner, row.feature, row.about), row.state] as const),
    ),
  )

const bits = (states: States): readonly string[] =>
  [...states].map(
    ([name, state]) => `${name} ${Buffer.from(Float64Array.from(state).buffer).toString('hex')}`,
  )

const expectSame = (actual: States, expected: States): void => {
  expect(bits(actual).toSorted()).toEqual(bits(expected).toSorted())
}

type Outcome = { readonly turns: number; readonly result: 'saved' | 'refused' | 'saved-but-reported-failed' }

/**
 * A store that is slow and fails as told. A crash loses the saves that wait, and those that its process would have
 * begun later: a process that is gone writes nothing, so each has a store of its own.
 */
const createTroubledStore = (store: StateStore, outcomes: readonly Outcome[]) => {
  let crashes = 0
  let saves = 0
  return {
    crash: () => {
      crashes += 1
    },
    ofNewProcess: (): StateStore => {
      const crashesThen = crashes
      return {
        ...store,
        save: async (position, rows) => {
          const outcome = outcomes[saves++]
          for (let turn = 0; turn < (outcome?.turns ?? 0); turn++) await nextTurn()
          const failure = new AppError('storage-failed', 'A test made this save fail.')
          if (crashes !== crashesThen || outcome?.result === 'refused') throw failure
          await store.save(position, rows)
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
})

/** The end of a log that holds just these, as a start after a crash reads it. */
const logOf = (recorded: readonly Recorded[]): Pick<EventLog, 'read' | 'end'> => ({
  end: async () => recorded.at(-1)?.position ?? 0,
  async *read(from) {
    yield* recorded.filter(({ position }) => position > from)
  },
})

/** False when a save of the replay failed, as the scenario may want; the next try goes on from there. */
const caughtUp = (recorded: readonly Recorded[], online: Features): Promise<boolean> =>
  replay(logOf(recorded), online).then(
    () => true,
    (thrown) => {
      expect(thrown).toMatchObject({ code: 'storage-failed' })
      return false
    },
  )

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

const live = async (given: Scenario, under: StateStore): Promise<void> => {
  const { log, steps, stateLimit, flushEvery } = given
  const owners = ownersOf(log)
  const store = createTroubledStore(under, given.outcomes)
  const start = (): Features =>
    createFeatures({ store: store.ofNewProcess(), features, stateLimit, flushEvery })
  const after = (position: number) => log.findIndex((recorded) => recorded.position > position)
  let online = start()
  for (const now of steps) {
    const next = after(online.position)
    if (now.kind === 'fold' && next >= 0)
      online.fold(log.slice(Math.max(0, next - now.again), next + now.count))
    else if (now.kind === 'turn') await nextTurn()
    else if (now.kind === 'read')
      online.entries(features[0] ?? expect.fail(), owners[now.owner % owners.length] ?? '')
    else if (now.kind === 'flush') {
      const flushed = online.flush().catch(() => {})
      if (now.wait) await flushed
    } else if (now.kind === 'crash') {
      store.crash()
      for (let turn = 0; turn < 5; turn++) await nextTurn()
      expectSame(storedStates(under, owners), plainFold(log, under.position()))
      online = start()
    }
  }
  while (!(await caughtUp(log, online)));
  const whole = plainFold(log, Number.POSITIVE_INFINITY)
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

  test('over the memory store [promise: live-is-replay]', async () => {
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
