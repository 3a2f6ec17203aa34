import { expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { AppError, instant } from '#domain'
import { appEventSchema, logStart } from '#log'
import { allEvents } from '../log/event-log.sample.ts'
import { createFeatures, type Features } from './create-features.ts'
import { features as ofListeners, type StateStore, trackPlays } from './index.ts'
import { replay } from './replay.ts'

const features = [trackPlays, ...ofListeners]

const at = Date.UTC(2026, 10, 20)
const logOf = async (plays: number) => {
  const log = createMemoryEventLog()
  const event = (index: number) =>
    appEventSchema.parse({ type: 'track.played', id: `e${index}`, at, listenerId: 'ann', trackId: 't1' })
  await log.append(Array.from({ length: plays }, (_, index) => ({ event: event(index) })))
  return log
}
const playsIn = (online: Features): number => online.value(trackPlays, 'track:t1', '', instant(at))

test('replay folds the whole log, saves it and tells how far it is', async () => {
  const log = await logOf(2_500)
  const store = createMemoryStateStore()
  const online = createFeatures({ store, features })
  const told: string[] = []
  await replay(log, online, { progress: (done, total) => told.push(`${done}/${total}`) })
  expect(playsIn(online)).toBe(2_500)
  expect([online.cursor, store.cursor()]).toEqual([await log.end(), await log.end()])
  expect(told).toEqual(['1000/2500', '2000/2500', '2500/2500'])
})

test('replay goes on from what was saved', async () => {
  const log = await logOf(4)
  const store = createMemoryStateStore()
  const before = createFeatures({ store, features })
  await replay(log, before)
  await log.append((await allEvents(await logOf(10))).slice(4))
  const online = createFeatures({ store, features })
  const told: string[] = []
  await replay(log, online, { progress: (done, total) => told.push(`${done}/${total}`) })
  expect(told).toEqual(['6/6'])
  expect(playsIn(online)).toBe(10)
})

test('states ahead of the log belong to another log and are folded anew', async () => {
  const store = createMemoryStateStore()
  await replay(await logOf(50), createFeatures({ store, features }))
  const online = createFeatures({ store, features })
  await replay(await logOf(3), online)
  expect(playsIn(online)).toBe(3)
  expect(store.cursor()).toBe(online.cursor)
})

test('an empty log is replayed at once', async () => {
  const online = createFeatures({ store: createMemoryStateStore(), features })
  await replay(await logOf(0), online)
  expect(online.cursor).toBe(logStart)
})

test('a replay can be stopped and gone on with', async () => {
  const log = await logOf(3_000)
  const online = createFeatures({ store: createMemoryStateStore(), features })
  const stop = new AbortController()
  const stopped = replay(log, online, { progress: () => stop.abort(), signal: stop.signal })
  await expect(stopped).rejects.toThrow()
  expect(await log.lag(online.cursor)).toBe(2_000)
  await replay(log, online)
  expect(playsIn(online)).toBe(3_000)
})

test('live folds during a replay are refused, for the events between would be passed over', async () => {
  const log = await logOf(3_000)
  const online = createFeatures({ store: createMemoryStateStore(), features })
  const recorded = await log.latest('track.played', 1)
  const newest = { recorded, after: logStart, through: await log.end() }
  const replaying = replay(log, online, { progress: () => online.fold(newest) })
  await expect(replaying).rejects.toMatchObject({ code: 'internal' })
  expect(online.cursor).toBe(logStart)
})

test('of a store that can not be written, no more is folded than may wait', async () => {
  const store: StateStore = {
    ...createMemoryStateStore(),
    save: async () => {
      throw new AppError('disk-full', 'No room: free some.')
    },
  }
  const online = createFeatures({ store, features, unsavedLimit: 1 })
  const log = await logOf(5_000)
  await expect(replay(log, online)).rejects.toMatchObject({ code: 'disk-full' })
  expect(await log.lag(online.cursor)).toBe(4_000)
})
