import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { AppError, eventId, instant, listenerId, trackId } from '#domain'
import { createJournal, type Entry } from '#log'
import { createFeatures, features, type StateStore } from './index.ts'
import { createStateKeys } from './state-keys.ts'

/** Well-formed events about tracks that are nowhere, each with forty names that nobody has said before. */
const unknownPlays = (call: number, count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => {
    const n = `${call}-${index}`
    const names = (kind: string) => Array.from({ length: 20 }, (_, name) => `${kind}${n}-${name}`)
    return {
      event: {
        type: 'track.played',
        id: eventId(n),
        at: instant(Date.UTC(2026, 10, 20)),
        listenerId: listenerId(`l${n}`),
        trackId: trackId(`t${n}`),
        artistIds: names('a'),
        tags: names('g'),
      },
    }
  })

test('a flood of new names waits for a slow disk and never fills the memory [promise: flood-bounded]', async () => {
  const store = createMemoryStateStore()
  let saves = 0
  const slow: StateStore = {
    ...store,
    save: async (cursor, rows) => {
      saves += 1
      for (let turn = 0; turn < 100; turn++) await nextTurn()
      await store.save(cursor, rows)
    },
  }
  const keys = createStateKeys(features)
  const limits = { stateLimit: 1_000, flushStates: 2_000, unsavedLimit: 4_000 }
  const online = createFeatures({ store: slow, features, keys, ...limits })
  let most = 0
  const watch = () => {
    most = Math.max(most, keys.size)
  }
  const log = createMemoryEventLog()
  const journal = createJournal({ log, folds: [online.fold, watch], pace: online })
  const calls = Array.from({ length: 100 }, (_, call) => journal.append(unknownPlays(call, 20)))
  await Promise.all(calls)
  expect(await log.lag(online.cursor)).toBe(0)
  expect(saves).toBeGreaterThan(10)
  // At most what may wait, what one call adds to it, and what stays when all is saved.
  expect(most).toBeLessThan(4_000 + 20 * 50 + 1_000)
})

test('of a store that can not be written, appends that wait are folded without a try for each of them', async () => {
  let saves = 0
  const broken: StateStore = {
    ...createMemoryStateStore(),
    save: async () => {
      saves += 1
      for (let turn = 0; turn < 10; turn++) await nextTurn()
      throw new AppError('storage-failed', 'The disk is away: look at it.')
    },
  }
  const limits = { flushStates: 20_000, unsavedLimit: 50 }
  const online = createFeatures({ store: broken, features, ...limits })
  const log = createMemoryEventLog()
  const journal = createJournal({ log, folds: [online.fold], pace: online })
  await Promise.all(Array.from({ length: 200 }, (_, call) => journal.append(unknownPlays(call, 1))))
  expect([await log.lag(online.cursor), saves]).toEqual([0, 1])
  await expect(journal.append(unknownPlays(200, 1))).rejects.toMatchObject({ code: 'storage-failed' })
})
