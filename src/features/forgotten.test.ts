import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { AppError, instant, listenerId, sessionId } from '#domain'
import { type AppEvent, appEventSchema, sequenceNumber } from '#log'
import { batchOf } from '../log/event-log.sample.ts'
import {
  createFeatures,
  entity,
  features,
  listenerInSession,
  listenerPlays,
  type StateStore,
  sessionHeard,
  sessionListener,
} from './index.ts'

const now = instant(Date.UTC(2026, 10, 20))
const [ann, ben] = [listenerId('ann'), listenerId('ben')]
let number = 0
const event = (who: string, type: string, fields: object): AppEvent =>
  appEventSchema.parse({ type, id: `e${++number}`, at: now, listenerId: who, ...fields })
const play = (who: string, trackId = 't1') => event(who, 'track.played', { trackId, sessionId: `of ${who}` })
const begin = (who: string) =>
  event(who, 'session.started', { sessionId: `of ${who}`, seed: { kind: 'tag', id: 'jazz' } })

const open = (store: StateStore = createMemoryStateStore()) => {
  const online = createFeatures({ store, features })
  const fold = (...events: readonly AppEvent[]) =>
    online.fold(batchOf(events.map((one) => ({ sequence: sequenceNumber(++number), event: one }))))
  const plays = (who: string, track = 't1') =>
    online.value(listenerPlays, entity('listener', who), `track:${track}`, now)
  return { store, online, fold, plays }
}
const rowsOf = (store: StateStore, who: 'ann' | 'ben') => [
  ...store.loadNow(entity('listener', who)),
  ...store.loadNow(entity('session', `of ${who}`)),
  ...store.loadNow(listenerInSession(listenerId(who), sessionId(`of ${who}`))),
]

test('a listener is forgotten in process at once and in the store when that resolves, sessions too [promise: listener-redacted]', async () => {
  const { store, online, fold, plays } = open()
  fold(begin('ann'), play('ann'), begin('ben'), play('ben'))
  await online.flush()
  const bens = rowsOf(store, 'ben')
  const forgotten = online.forget(ann)
  expect([plays('ann'), plays('ben')]).toEqual([0, 1])
  expect([...online.entries(sessionListener, entity('session', 'of ann'))]).toEqual([])
  expect([...online.entries(sessionHeard, 'session:["ann","of ann"]')]).toEqual([])
  await forgotten
  expect(rowsOf(store, 'ann')).toEqual([])
  expect(rowsOf(store, 'ben')).toEqual(bens)
  expect(bens.length).toBeGreaterThan(5)
})

test('what a forgotten listener does next is theirs alone', async () => {
  const { online, fold, plays } = open()
  fold(play('ann', 't1'), play('ann', 't1'))
  await online.flush()
  const forgotten = online.forget(ann)
  fold(play('ann', 't1'))
  await forgotten
  expect(plays('ann')).toBe(1)
  await online.flush()
  expect(plays('ann')).toBe(1)
})

test('a save under way and a load that was asked for before bring nobody back [promise: listener-redacted]', async () => {
  const kept = createMemoryStateStore()
  const held = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const second: string[] = []
  let saves = 0
  const slow: StateStore = {
    ...kept,
    save: async (cursor, rows, forgotten) => {
      const isSecond = ++saves === 2
      if (isSecond) await held.promise
      const written = [...rows]
      if (isSecond) second.push(...written.map(({ owner }) => owner))
      await kept.save(cursor, written, forgotten)
    },
    load: async (owners) => {
      const rows = await kept.load(owners)
      await asked.promise
      return rows
    },
  }
  const before = open(slow)
  before.fold(begin('ann'), play('ann'), play('ben'))
  await before.online.flush()
  const { online, fold, plays, store } = open(slow)
  const loading = online.load([entity('listener', ann), entity('listener', ben)])
  fold(play('ann', 't2'), play('ben', 't2'))
  const saving = online.flush()
  const forgotten = online.forget(ann)
  asked.resolve()
  await loading
  expect([plays('ann'), plays('ann', 't2')]).toEqual([0, 0])
  held.resolve()
  await Promise.all([saving, forgotten])
  expect(second).toContain('listener:ben')
  expect(second).not.toContain('listener:ann')
  expect([plays('ann'), plays('ben'), plays('ben', 't2')]).toEqual([0, 1, 1])
  expect(rowsOf(store, 'ann')).toEqual([])
})

test('a load that has found them and lays out others first brings nobody back [promise: listener-redacted]', async () => {
  const before = open()
  before.fold(play('ann'), ...Array.from({ length: 300 }, (_, number) => play('ben', `t${number}`)))
  await before.online.flush()
  const { online, fold, plays, store } = open(before.store)
  expect(rowsOf(store, 'ben').length).toBeGreaterThan(500)
  const loading = online.load([entity('listener', ben), entity('listener', ann)])
  // Asked for after it: the rows are there, and those of ben in their places.
  await nextTurn()
  const forgotten = online.forget(ann)
  await loading
  fold(play('ann', 't2'))
  await forgotten
  await online.flush()
  expect([plays('ann'), plays('ann', 't2'), plays('ben')]).toEqual([0, 1, 1])
  const saved = open(store)
  expect([saved.plays('ann'), saved.plays('ann', 't2')]).toEqual([0, 1])
})

test('a listener who could not be taken from the store stays forgotten, and is when it is asked again', async () => {
  const kept = createMemoryStateStore()
  let isFull = false
  const full: StateStore = {
    ...kept,
    save: async (...saved) => {
      if (isFull) throw new AppError('disk-full', 'The disk is full.')
      await kept.save(...saved)
    },
  }
  const { online, fold, plays } = open(full)
  fold(play('ann'))
  await online.flush()
  isFull = true
  await expect(online.forget(ann)).rejects.toMatchObject({ code: 'disk-full' })
  expect(plays('ann')).toBe(0)
  isFull = false
  await online.forget(ann)
  expect(rowsOf(kept, 'ann')).toEqual([])
})
