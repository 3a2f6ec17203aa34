import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  best,
  build,
  bySize,
  type Kept,
  type Live,
  notOdd,
  size,
  source,
  stage,
  stopwatch,
  type Thing,
  things,
  world,
} from './pipeline.sample.ts'
import { pipeline } from './pipeline.ts'
import type { Source } from './stages.ts'
import { createPlayer, createRecorder } from './tape.ts'

const keysIn = fc.array(fc.nat(300), { maxLength: 60 })
const cases = fc.record({
  one: keysIn,
  two: keysIn,
  known: fc.array(fc.tuple(fc.nat(300), fc.double({ min: -1000, max: 1000, noNaN: true })), {
    maxLength: 200,
  }),
  limit: fc.nat(30),
  failing: fc.constantFrom('none', 'source', 'hydrator'),
})

describe('the law of conservation', () => {
  it('gives every candidate that entered exactly one end, whatever fails [promise: conservation]', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ one, two, known, limit, failing }) => {
        const away: Source<Live, Thing> = {
          ...stage,
          name: 'away',
          find: () => Promise.reject(new Error('away')),
        }
        const unwell = { ...size, hydrate: () => Promise.reject(new Error('away')) }
        const line = pipeline<Live, Kept, Thing>('law', things, [
          source('a', 1, one),
          failing === 'source' ? away : source('b', 2, two),
        ])
          .filter(notOdd)
          .hydrate(failing === 'hydrator' ? unwell : size)
          .score(bySize)
          .select(best)
        const { selected, trace } = await line.run({ limit, world: world(known) }, createRecorder(stopwatch))
        const entered = new Set([...one, ...(failing === 'source' ? [] : two)])
        expect(trace.candidates().length).toBe(entered.size)
        const ranks = trace
          .candidates()
          .flatMap(({ fate }) => (fate.kind === 'selected' ? [fate.rank] : []))
          .sort((a, b) => a - b)
        expect(ranks).toEqual([...selected.keys()])
      }),
    )
  })

  it('replays every run from its tape to the same selection, scores and trace', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ one, two, known, limit, failing }) => {
        const unwell = { ...size, absent: { size: 1 }, hydrate: () => Promise.reject(new Error('away')) }
        const line = pipeline<Live, Kept, Thing>('law', things, [source('a', 1, one), source('b', 2, two)])
          .hydrate(failing === 'hydrator' ? unwell : size)
          .filter(notOdd)
          .score(bySize)
          .select(best)
        const tape = createRecorder(stopwatch)
        const live = await line.run({ limit, world: world(known) }, tape)
        const again = await line.replay({ limit }, createPlayer(tape.bytes()))
        expect(again.selected).toEqual(live.selected)
        expect(again.scores).toEqual(live.scores)
        expect(again.trace.candidates()).toEqual(live.trace.candidates())
        expect(
          again.trace.stages.map(({ name, entered, left, outcome }) => [name, entered, left, outcome]),
        ).toEqual(live.trace.stages.map(({ name, entered, left, outcome }) => [name, entered, left, outcome]))
      }),
    )
  })

  it('ends in a named error, never in nonsense, when the tape is cut or scribbled on', async () => {
    const line = build([source('a', 1, [2, 4, 6])])
    const tape = createRecorder(stopwatch)
    await line.run(
      {
        limit: 2,
        world: world([
          [2, 1],
          [4, 2],
        ]),
      },
      tape,
    )
    const bytes = tape.bytes()
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (place, value) => {
        const cut = line.replay({ limit: 2 }, await opened(bytes.slice(0, place)))
        await expect(cut).rejects.toMatchObject({ name: 'AppError' })
        const scribbled = bytes.slice()
        scribbled[place] = value
        await replayOrAppError(() => line.replay({ limit: 2 }, createPlayer(scribbled)))
      }),
    )
  })
})

const opened = async (bytes: Uint8Array) => createPlayerOrBroken(bytes)

/** A player over bytes whose very header may be cut: its error then comes with the first ask. */
const createPlayerOrBroken = (bytes: Uint8Array): ReturnType<typeof createPlayer> => {
  try {
    return createPlayer(bytes)
  } catch (thrown) {
    const fail = () => {
      throw thrown
    }
    return { ask: async () => fail(), compute: fail }
  }
}

const replayOrAppError = async (replay: () => Promise<unknown>) => {
  try {
    await replay()
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: 'AppError' })
  }
}
