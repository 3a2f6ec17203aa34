import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { AppError } from '#domain'
import { appEventSchema, type Cursor, type Recorded, sequenceNumber } from '#log'
import { batchOf, cursorAt } from '../log/event-log.sample.ts'
import { createFeatures, listenerPlays, type StateStore, trackPlays } from './index.ts'
import { createStateKeys } from './state-keys.ts'

/** Who goes on, and when, once a save has ended well or badly. */
const plays = (from: number, count: number): Recorded[] =>
  Array.from({ length: count }, (_, index) => {
    const number = from + index
    const [listenerId, trackId] = [`l${number}`, `t${number}`]
    const at = Date.UTC(2026, 10, 20)
    return {
      sequence: sequenceNumber(number),
      event: appEventSchema.parse({ type: 'track.played', id: `e${number}`, at, listenerId, trackId }),
    }
  })

test.each([
  ['states', { flushStates: 10 }],
  ['events', { flushEvery: 10 }],
  ['states, when no more should wait', { flushStates: 10, unsavedLimit: 10 }],
])(
  'a save that failed is tried again after as many further %s, not by every fold [promise: flood-bounded]',
  async (_, limits) => {
    const store = createMemoryStateStore()
    const saves: { readonly cursor: Cursor; readonly rows: number }[] = []
    let trouble: AppError | undefined = new AppError('disk-full', 'No room: free some.')
    const watched: StateStore = {
      ...store,
      save: async (cursor, rows) => {
        const asked = [...rows]
        saves.push({ cursor, rows: asked.length })
        if (trouble !== undefined) throw trouble
        await store.save(cursor, asked)
      },
    }
    const online = createFeatures({ store: watched, features: [trackPlays], ...limits })
    const foldEach = async (from: number, count: number) => {
      for (const one of plays(from, count)) {
        online.fold(batchOf([one]))
        await online.room()
        await nextTurn()
      }
    }
    await foldEach(1, 19)
    expect(saves).toEqual([{ cursor: cursorAt(10), rows: 10 }])
    await foldEach(20, 1)
    expect(saves.slice(1)).toEqual([{ cursor: cursorAt(20), rows: 20 }])
    await nextTurn()
    trouble = undefined
    await foldEach(21, 20)
    expect(saves.slice(2).map(({ cursor }) => cursor)).toEqual([cursorAt(30), cursorAt(40)])
    expect([watched.cursor(), online.full]).toEqual([cursorAt(40), undefined])
  },
)

test('whoever waits for room or for the next save goes on before owners are dropped', async () => {
  const store = createMemoryStateStore()
  const saved = Promise.withResolvers<void>()
  const held: StateStore = {
    ...store,
    save: async (cursor, rows) => {
      await store.save(cursor, rows)
      await saved.promise
    },
  }
  const keys = createStateKeys([listenerPlays])
  const limits = { stateLimit: 0, unsavedLimit: 5_000 }
  const online = createFeatures({ store: held, features: [listenerPlays], keys, ...limits })
  online.fold(batchOf(plays(1, 5_000)))
  const room = online.room()
  saved.resolve()
  await room
  expect([online.room(), keys.size]).toEqual([undefined, 5_000])
  while (keys.size > 0) await nextTurn()
})
