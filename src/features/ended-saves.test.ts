import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { AppError } from '#domain'
import { appEventSchema, type Recorded } from '#log'
import { createFeatures, listenerPlays, type StateStore, trackPlays } from './index.ts'
import { createStateKeys } from './state-keys.ts'

/** Who goes on, and when, once a save has ended well or badly. */
const plays = (from: number, count: number): Recorded[] =>
  Array.from({ length: count }, (_, index) => {
    const position = from + index
    const [listenerId, trackId] = [`l${position}`, `t${position}`]
    const at = Date.UTC(2026, 10, 20)
    return {
      position,
      event: appEventSchema.parse({ type: 'track.played', id: `e${position}`, at, listenerId, trackId }),
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
    const saves: { readonly position: number; readonly rows: number }[] = []
    let trouble: AppError | undefined = new AppError('disk-full', 'No room: free some.')
    const watched: StateStore = {
      ...store,
      save: async (position, rows) => {
        const asked = [...rows]
        saves.push({ position, rows: asked.length })
        if (trouble !== undefined) throw trouble
        await store.save(position, asked)
      },
    }
    const online = createFeatures({ store: watched, features: [trackPlays], ...limits })
    const foldEach = async (from: number, count: number) => {
      for (const one of plays(from, count)) {
        online.fold([one])
        await online.room()
        await nextTurn()
      }
    }
    await foldEach(1, 19)
    expect(saves).toEqual([{ position: 10, rows: 10 }])
    await foldEach(20, 1)
    expect(saves.slice(1)).toEqual([{ position: 20, rows: 20 }])
    await nextTurn()
    trouble = undefined
    await foldEach(21, 20)
    expect(saves.slice(2).map(({ position }) => position)).toEqual([30, 40])
    expect([watched.position(), online.full]).toEqual([40, undefined])
  },
)

test('whoever waits for room or for the next save goes on before owners are dropped', async () => {
  const store = createMemoryStateStore()
  const saved = Promise.withResolvers<void>()
  const held: StateStore = {
    ...store,
    save: async (position, rows) => {
      await store.save(position, rows)
      await saved.promise
    },
  }
  const keys = createStateKeys([listenerPlays])
  const limits = { stateLimit: 0, unsavedLimit: 5_000 }
  const online = createFeatures({ store: held, features: [listenerPlays], keys, ...limits })
  online.fold(plays(1, 5_000))
  const room = online.room()
  saved.resolve()
  await room
  expect([online.room(), keys.size]).toEqual([undefined, 5_000])
  while (keys.size > 0) await nextTurn()
})
