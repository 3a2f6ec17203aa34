import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { AppError, instant, listenerId, trackId } from '#domain'
import { appEventSchema, type Cursor, logStart, type Recorded, sequenceNumber } from '#log'
import { batchOf, cursorAt } from '../log/event-log.sample.ts'
import { createFeatures } from './create-features.ts'
import {
  blocked,
  listenerPlays,
  features as ofListeners,
  type StateRow,
  type StateStore,
  trackPlays,
} from './index.ts'
import { createStateKeys } from './state-keys.ts'

const features = [trackPlays, ...ofListeners]

const at = Date.UTC(2026, 10, 20)
const now = instant(at)
const play = (number: number, trackId: string, listenerId = 'ann'): Recorded => ({
  sequence: sequenceNumber(number),
  event: appEventSchema.parse({ type: 'track.played', id: `e${number}`, at, listenerId, trackId }),
})
const plays = (from: number, count: number): Recorded[] =>
  Array.from({ length: count }, (_, index) => play(from + index, `t${from + index}`, `l${from + index}`))

/** A store that counts what is asked of it and can be made to refuse. */
const createWatchedStore = () => {
  const store = createMemoryStateStore()
  const loads: string[] = []
  const saves: { readonly cursor: Cursor; readonly rows: number }[] = []
  const trouble: { error?: AppError } = {}
  const watched: StateStore = {
    ...store,
    loadNow: (owner) => {
      loads.push(owner)
      return store.loadNow(owner)
    },
    save: async (cursor, rows) => {
      const asked = [...rows]
      saves.push({ cursor, rows: asked.length })
      if (trouble.error !== undefined) throw trouble.error
      await store.save(cursor, asked)
    },
  }
  return { watched, loads, saves, trouble }
}

describe('folding', () => {
  test('what was folded is read at once, and the cursor follows', () => {
    const online = createFeatures({ store: createMemoryStateStore(), features })
    online.fold(batchOf([play(3, 't1'), play(9, 't1')]))
    expect(online.cursor).toBe(cursorAt(9))
    expect(online.value(trackPlays, 'track:t1', '', now)).toBe(2)
    expect(online.reader('listener:ann').value(listenerPlays, 'track:t1', now)).toBe(2)
  })

  test('an event folded before is passed over', () => {
    const online = createFeatures({ store: createMemoryStateStore(), features })
    online.fold(batchOf([play(1, 't1'), play(2, 't1')]))
    online.fold(batchOf([play(1, 't1'), play(2, 't1'), play(3, 't1')]))
    expect(online.value(trackPlays, 'track:t1', '', now)).toBe(3)
  })

  test('entries are a picture of the moment', () => {
    const online = createFeatures({ store: createMemoryStateStore(), features })
    online.fold(batchOf([play(1, 't1')]))
    const entries = online.entries(listenerPlays, 'listener:ann')
    online.fold(batchOf([play(2, 't2')]))
    expect([...entries]).toEqual([{ about: 'track:t1', state: [1, at] }])
    expect([...online.entries(blocked, 'listener:ann')]).toEqual([])
  })

  test('a feature that is read but not folded is a bug, not a 0', () => {
    const online = createFeatures({ store: createMemoryStateStore(), features: [trackPlays] })
    expect(() => online.value(blocked, 'listener:ann', 'track:t1', now)).toThrow('blocked@4')
    expect(() => online.entries(blocked, 'listener:ann')).toThrow('blocked@4')
  })
})

describe('owners in process', () => {
  test('above the limit saved owners are dropped, unsaved ones never', async () => {
    const { watched, loads } = createWatchedStore()
    const online = createFeatures({ store: watched, features: [trackPlays], stateLimit: 20 })
    online.fold(batchOf(plays(1, 100)))
    loads.length = 0
    for (let i = 1; i <= 100; i++) expect(online.value(trackPlays, `track:t${i}`, '', now)).toBe(1)
    expect(loads).toEqual([])
    await online.flush()
    for (let i = 1; i <= 100; i++) expect(online.value(trackPlays, `track:t${i}`, '', now)).toBe(1)
    expect(loads.length).toBeGreaterThanOrEqual(90)
  })

  test('a reader stays right when its owner is dropped and changes afterwards', async () => {
    const { watched } = createWatchedStore()
    const online = createFeatures({ store: watched, features, stateLimit: 0 })
    online.fold(batchOf([play(1, 't1')]))
    await online.flush()
    const reader = online.reader('listener:ann')
    for (let i = 0; i < 50; i++) online.value(trackPlays, `track:x${i}`, '', now)
    online.fold(batchOf([play(2, 't1')]))
    expect(reader.value(listenerPlays, 'track:t1', now)).toBe(2)
    expect([...reader.entries(listenerPlays)]).toHaveLength(1)
  })
})

describe('the names that states are about', () => {
  test('100,000 tracks that are nowhere do not stay in memory once they are saved', async () => {
    const keys = createStateKeys([listenerPlays])
    const store = createMemoryStateStore()
    const online = createFeatures({ store, features: [listenerPlays], keys, stateLimit: 1_000 })
    const { event } = play(1, 't1')
    const most: number[] = []
    for (let batch = 0; batch < 100; batch++) {
      const unknown = Array.from({ length: 1_000 }, (_, index) => {
        const number = 1 + batch * 1_000 + index
        return {
          sequence: sequenceNumber(number),
          event: { ...event, listenerId: listenerId(`l${batch}`), trackId: trackId(`t${number}`) },
        }
      })
      online.fold(batchOf(unknown))
      await online.flush()
      most.push(keys.size)
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(1_000)
    for (const one of [1, 50_000, 100_000]) {
      const owner = `listener:l${Math.floor((one - 1) / 1_000)}`
      expect(online.entries(listenerPlays, owner)).toContainEqual({ about: `track:t${one}`, state: [1, at] })
    }
  })

  test('a name stays while one owner has a state about it, and its number serves another afterwards', async () => {
    const keys = createStateKeys([listenerPlays])
    const store = createMemoryStateStore()
    const online = createFeatures({ store, features: [listenerPlays], keys, stateLimit: 0 })
    online.fold(batchOf([play(1, 'shared', 'ann'), play(2, 'shared', 'ben'), play(3, 'alone', 'ben')]))
    expect(keys.size).toBe(2)
    await online.flush()
    online.fold(batchOf([play(4, 'other', 'cleo')]))
    for (const [listener, track] of [
      ['ann', 'shared'],
      ['ben', 'shared'],
      ['ben', 'alone'],
      ['cleo', 'other'],
    ]) {
      expect(online.value(listenerPlays, `listener:${listener}`, `track:${track}`, now)).toBe(1)
    }
    expect(online.value(listenerPlays, 'listener:cleo', 'track:alone', now)).toBe(0)
  })

  test('reset lets all names go', async () => {
    const keys = createStateKeys(features)
    const online = createFeatures({ store: createMemoryStateStore(), features, keys })
    online.fold(batchOf(plays(1, 10)))
    await online.reset()
    expect(keys.size).toBe(0)
  })
})

describe('writing behind', () => {
  test('many folds of one state are one row', async () => {
    const { watched, saves } = createWatchedStore()
    const online = createFeatures({ store: watched, features: [trackPlays] })
    online.fold(batchOf(Array.from({ length: 50 }, (_, index) => play(index + 1, 't1'))))
    await online.flush()
    await online.flush()
    expect(saves).toEqual([{ cursor: cursorAt(50), rows: 1 }])
  })

  test('flushes asked for at the same time share saves, and each covers what was folded before it', async () => {
    const { watched, saves } = createWatchedStore()
    const online = createFeatures({ store: watched, features: [trackPlays] })
    online.fold(batchOf(plays(1, 3)))
    const first = online.flush()
    online.fold(batchOf(plays(4, 2)))
    await Promise.all([first, online.flush(), online.flush(), online.flush()])
    expect(saves).toEqual([
      { cursor: cursorAt(3), rows: 3 },
      { cursor: cursorAt(5), rows: 2 },
    ])
  })

  test('enough folds start a flush by themselves', async () => {
    const { watched, saves } = createWatchedStore()
    const online = createFeatures({ store: watched, features: [trackPlays], flushEvery: 10 })
    online.fold(batchOf(plays(1, 9)))
    expect(saves).toEqual([])
    online.fold(batchOf(plays(10, 1)))
    expect(saves).toEqual([{ cursor: cursorAt(10), rows: 10 }])
    await online.flush()
    expect(saves).toHaveLength(1)
  })

  test('enough changed states start a flush by themselves, however few the events', async () => {
    const { watched, saves } = createWatchedStore()
    const online = createFeatures({ store: watched, features: [trackPlays], flushStates: 10 })
    online.fold(batchOf([...plays(1, 9), play(10, 't1')]))
    expect(saves).toEqual([])
    online.fold(batchOf(plays(11, 1)))
    expect(saves).toEqual([{ cursor: cursorAt(11), rows: 10 }])
    await online.flush()
  })

  test('a save whose rows are asked for over many turns saves the states of its moment [promise: live-is-replay]', async () => {
    const stored = createMemoryStateStore()
    const slow: StateStore = {
      ...stored,
      save: async (cursor, rows) => {
        const asked: StateRow[] = []
        for (const row of rows) {
          asked.push(row)
          await nextTurn()
        }
        await stored.save(cursor, asked)
      },
    }
    const online = createFeatures({ store: slow, features: [trackPlays, listenerPlays], stateLimit: 0 })
    const playedBy = (listener: string) => (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => play(from + index, `t${index % 5}`, listener))
    online.fold(batchOf(playedBy('ann')(1, 20)))
    const first = online.flush()
    for (let turn = 1; turn < 10; turn++) {
      online.fold(batchOf(playedBy('ann')(turn * 20 + 1, 20)))
      await nextTurn()
    }
    await first
    expect(stored.cursor()).toBe(cursorAt(20))
    const plays = () => [
      ...Array.from({ length: 5 }, (_, track) => stored.loadNow(`track:t${track}`)[0]?.state[0]),
      ...stored.loadNow('listener:ann').map(({ state }) => state[0]),
    ]
    expect(plays()).toEqual(Array.from({ length: 10 }, () => 4))
    await online.flush()
    expect(plays()).toEqual(Array.from({ length: 10 }, () => 40))
  })

  test('with too many states not saved there is no room until they are, or until that has failed', async () => {
    const { watched, trouble } = createWatchedStore()
    const failures: AppError[] = []
    const flushFailed = (error: AppError) => failures.push(error)
    const online = createFeatures({ store: watched, features: [trackPlays], unsavedLimit: 10, flushFailed })
    online.fold(batchOf(plays(1, 9)))
    expect(online.room()).toBeUndefined()
    online.fold(batchOf(plays(10, 5)))
    await online.room()
    expect([watched.cursor(), online.room(), online.full]).toEqual([cursorAt(14), undefined, undefined])
    trouble.error = new AppError('disk-full', 'No room: free some.')
    online.fold(batchOf(plays(15, 10)))
    await online.room()
    expect(failures).toEqual([trouble.error])
    expect([online.room(), online.full]).toEqual([undefined, expect.objectContaining({ code: 'disk-full' })])
    delete trouble.error
    await online.flush()
    expect([watched.cursor(), online.room(), online.full]).toEqual([cursorAt(24), undefined, undefined])
  })

  test('a flush that fails by itself is told of, and its rows are part of the next one', async () => {
    const { watched, saves, trouble } = createWatchedStore()
    const failures: AppError[] = []
    const flushFailed = (error: AppError) => failures.push(error)
    const online = createFeatures({ store: watched, features: [trackPlays], flushEvery: 2, flushFailed })
    trouble.error = new AppError('disk-full', 'No room: free some.')
    online.fold(batchOf(plays(1, 2)))
    await expect(online.flush()).rejects.toBe(trouble.error)
    expect(failures).toEqual([trouble.error])
    delete trouble.error
    online.fold(batchOf(plays(3, 1)))
    await online.flush()
    expect(saves.at(-1)).toEqual({ cursor: cursorAt(3), rows: 3 })
  })

  test('an event no feature reads still moves the saved cursor', async () => {
    const { watched, saves } = createWatchedStore()
    const online = createFeatures({ store: watched, features: [blocked] })
    online.fold(batchOf([play(1, 't1')]))
    await online.flush()
    expect(saves).toEqual([{ cursor: cursorAt(1), rows: 0 }])
  })

  test('reset forgets everything, in process and in the store', async () => {
    const { watched } = createWatchedStore()
    const online = createFeatures({ store: watched, features })
    online.fold(batchOf([play(1, 't1')]))
    const reader = online.reader('listener:ann')
    await online.flush()
    await online.reset()
    expect([online.cursor, watched.cursor()]).toEqual([logStart, logStart])
    expect(reader.value(listenerPlays, 'track:t1', now)).toBe(0)
    online.fold(batchOf([play(1, 't1')]))
    expect(reader.value(listenerPlays, 'track:t1', now)).toBe(1)
  })
})
