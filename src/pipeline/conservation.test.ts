import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '#domain'
import {
  best,
  build,
  bySize,
  type Kept,
  type Live,
  notOdd,
  type Sized,
  sealed,
  size,
  source,
  stage,
  stopwatch,
  type Thing,
  things,
  world,
  written,
} from './pipeline.sample.ts'
import { pipeline, type Run } from './pipeline.ts'
import { createPlayer } from './player.ts'
import { createRecorder, type RecordedTape } from './recorder.ts'
import type { Source } from './stages.ts'

const keysIn = fc.array(fc.nat(300), { maxLength: 60, size: 'max' })
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
        const again = await line.replay({ limit }, played(tape))
        expect(again.selected).toEqual(live.selected)
        expect(again.scores).toEqual(live.scores)
        expect(again.trace.candidates()).toEqual(live.trace.candidates())
        expect(
          again.trace.stages.map(({ name, entered, left, outcome }) => [name, entered, left, outcome]),
        ).toEqual(live.trace.stages.map(({ name, entered, left, outcome }) => [name, entered, left, outcome]))
      }),
    )
  })

  it('ends in a named error or in another lawful run, never in nonsense, when what a tape holds is another run', async () => {
    const { line, bytes, layoutOf } = await recorded()
    const seen = { lawful: 0, named: 0 }
    for (let place = 6; place < bytes.length; place++) {
      for (const value of [0, 1, 0x22, 0x7f, 0x80, 0xff]) {
        const scribbled = bytes.slice()
        scribbled[place] = value
        const replay = async () => line.replay({ limit: 2 }, createPlayer(sealed(scribbled), layoutOf))
        seen[await lawfulOrNamed(replay)]++
      }
    }
    // Both happen, or the test would not have met what it is about.
    expect(seen.lawful).toBeGreaterThan(20)
    expect(seen.named).toBeGreaterThan(100)
  })

  it('ends in a named error wherever the tape is cut', async () => {
    const { line, bytes, layoutOf } = await recorded()
    for (const place of bytes.keys()) {
      const cut = async () => line.replay({ limit: 2 }, createPlayer(bytes.slice(0, place), layoutOf))
      await expect(cut()).rejects.toMatchObject({ name: 'AppError', code: 'corrupt-record' })
    }
  })
})

const played = (tape: RecordedTape) => {
  const { bytes, layoutOf } = written(tape)
  return createPlayer(bytes, layoutOf)
}

const recorded = async () => {
  const line = build([source('a', 1, [2, 3, 4, 6])])
  const tape = createRecorder(stopwatch)
  const known = world([
    [2, 1],
    [4, 2],
  ])
  await line.run({ limit: 2, world: known }, tape)
  return { line, ...written(tape) }
}

/**
 * A scribble in a value is another value, and then the replay must be as lawful as any run: every candidate of the
 * tape ends once, and what is selected are those that were scored best. Anything else is a named error.
 */
const lawfulOrNamed = async (replay: () => Promise<Run<Thing & Sized>>): Promise<'lawful' | 'named'> => {
  const run = await replay().catch((thrown: unknown) => {
    expect(thrown).toMatchObject({ name: 'AppError' })
    expect(['corrupt-record', 'replay-diverged', 'broken-stage']).toContain(
      thrown instanceof AppError ? thrown.code : '',
    )
    return undefined
  })
  if (run === undefined) return 'named'
  const { selected, scores, trace } = run
  const ended = trace.candidates()
  const ranks = ended.flatMap(({ fate }) => (fate.kind === 'selected' ? [fate.rank] : []))
  expect(ranks.toSorted((a, b) => a - b)).toEqual([...selected.keys()])
  const scored = ended.flatMap(({ score }) => score ?? [])
  expect(scored.every(Number.isFinite)).toBe(true)
  expect(scores).toEqual(scored.toSorted((a, b) => b - a).slice(0, scores.length))
  expect(ended.every(({ numbers }) => (numbers.key ?? 0) % 2 === 0 || numbers.size === undefined)).toBe(true)
  return 'lawful'
}
