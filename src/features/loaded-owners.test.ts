import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { instant } from '#domain'
import { appEventSchema, type Recorded, sequenceNumber } from '#log'
import { batchOf } from '../log/event-log.sample.ts'
import { createFeatures } from './create-features.ts'
import {
  listenerPlays,
  features as ofListeners,
  type StateRow,
  type StateStore,
  trackPlays,
} from './index.ts'

const features = [trackPlays, ...ofListeners]

const at = Date.UTC(2026, 10, 20)
const now = instant(at)
const play = (number: number, trackId: string, listenerId = 'ann'): Recorded => ({
  sequence: sequenceNumber(number),
  event: appEventSchema.parse({ type: 'track.played', id: `e${number}`, at, listenerId, trackId }),
})

test('owners that are asked for before are in process when they are touched', async () => {
  const store = createMemoryStateStore()
  const before = createFeatures({ store, features })
  before.fold(batchOf([play(1, 't1', 'l1'), play(2, 't2', 'l2')]))
  await before.flush()
  const loadNow = (owner: string) => expect.fail(`${owner} is loaded when it is touched`)
  const online = createFeatures({ store: { ...store, loadNow }, features })
  await online.load(['track:t1', 'track:t2', 'listener:l1', 'track:unknown'])
  expect(online.value(trackPlays, 'track:t1', '', now)).toBe(1)
  expect(online.value(listenerPlays, 'listener:l1', 'track:t1', now)).toBe(1)
  expect(online.value(trackPlays, 'track:unknown', '', now)).toBe(0)
  online.fold(batchOf([play(9, 't2', 'l1')]))
  expect(online.value(trackPlays, 'track:t2', '', now)).toBe(2)
})

test('what is folded, saved and dropped while an owner is being loaded is not undone by what was read before', async () => {
  const store = createMemoryStateStore()
  const answer = Promise.withResolvers<void>()
  const slow: StateStore = {
    ...store,
    load: async (owners) => {
      const read = owners.flatMap((owner) => store.loadNow(owner))
      await answer.promise
      return read
    },
  }
  const online = createFeatures({ store: slow, features: [trackPlays], stateLimit: 0 })
  const loaded = online.load(['track:t2', 'track:t1'])
  online.fold(batchOf([play(1, 't1')]))
  await online.flush()
  // Makes room for itself by dropping the one that was saved.
  for (let other = 10; other < 40; other++) online.value(trackPlays, `track:t${other}`, '', now)
  answer.resolve()
  await loaded
  expect(online.value(trackPlays, 'track:t1', '', now)).toBe(1)
})

test('what was read before everything is forgotten is not there afterwards', async () => {
  const store = createMemoryStateStore()
  const answer = Promise.withResolvers<void>()
  const online = createFeatures({
    store: { ...store, load: (owners) => answer.promise.then(() => owners.map(() => stale)) },
    features: [trackPlays],
  })
  const stale: StateRow = { owner: 'track:t1', feature: trackPlays.id, about: '', state: [7, at] }
  const loaded = online.load(['track:t1'])
  await online.reset()
  answer.resolve()
  await loaded
  expect(online.value(trackPlays, 'track:t1', '', now)).toBe(0)
})

test('an owner is loaded once when touched, unknown ones too', () => {
  const loads: string[] = []
  const loadNow = (owner: string) => {
    loads.push(owner)
    return []
  }
  const online = createFeatures({ store: { ...createMemoryStateStore(), loadNow }, features: [trackPlays] })
  for (let i = 0; i < 3; i++) online.value(trackPlays, 'track:t1', '', now)
  expect(loads).toEqual(['track:t1'])
})
