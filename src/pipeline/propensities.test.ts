import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  best,
  bySize,
  type Kept,
  type Live,
  size,
  source,
  stage,
  stopwatch,
  type Thing,
  things,
  world,
  written,
} from './pipeline.sample.ts'
import { pipeline } from './pipeline.ts'
import { createPlayer } from './player.ts'
import { readTape } from './read-tape.ts'
import { createRecorder } from './recorder.ts'
import type { Presenter, Selector } from './stages.ts'

/** Says of each place what a function says of its candidate. */
const telling = (chanceOf: (key: number) => number): Selector<Kept, Thing> => ({
  ...best,
  tellsPropensities: true,
  select(query, batch, scores) {
    const { places } = best.select(query, batch, scores)
    return {
      places,
      propensities: Float32Array.from(places, (place) => chanceOf(batch.columns.key[place] ?? 0)),
    }
  },
})
const byKey = (key: number) => 1 / (1 + key)

/** Knows nothing of every fifth. */
const told: Presenter<Live, Thing, { said: string }> = {
  ...stage,
  name: 'told',
  parse: () => ({ said: 'as read' }),
  present: (_query, selected) => selected.map(({ key }) => (key % 5 === 0 ? undefined : { said: `${key}` })),
}

const lineOf = (keys: readonly number[], selector: Selector<Kept, Thing>) =>
  pipeline<Live, Kept, Thing>('chance', things, [source('a', 1, keys)])
    .hydrate({ ...size, absent: { size: 1 } })
    .score(bySize)
    .select(selector)
    .present(told)

const record = async (line: ReturnType<typeof lineOf>, limit: number) => {
  const tape = createRecorder(stopwatch)
  const run = await line.run({ limit, world: world([]) }, tape)
  return { run, ...written(tape) }
}

describe('the probability of each place', () => {
  it('is in the run, the trace, the tape and the replay, the same bit for bit, beside the candidate that it is of [promise: chance-has-a-number]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(200)), fc.nat(12), async (keys, limit) => {
        const line = lineOf(keys, telling(byKey))
        const { run, bytes, layoutOf } = await record(line, limit)
        const shown = run.selected.map(({ key }) => key)
        expect(run.propensities).toEqual(shown.map((key) => Math.fround(byKey(key))))
        const replayed = await line.replay({ limit }, createPlayer(bytes, layoutOf))
        expect(replayed.propensities).toEqual(run.propensities)
        const read = readTape(bytes, layoutOf)
        expect(read.slate.map((slot) => read.candidates[slot])).toEqual(shown)
        expect(read.propensities).toEqual(run.propensities)
        for (const { numbers, propensity, fate } of run.trace.candidates()) {
          // A place that was taken and for which no words were found was taken with that probability all the same.
          const wasTaken = fate.kind !== 'not-selected'
          expect(propensity).toBe(wasTaken ? Math.fround(byKey(numbers.key ?? 0)) : undefined)
        }
      }),
    )
  })

  it('is told by nobody where the selector tells none: neither 0 nor 1 would be true', async () => {
    const { run, bytes, layoutOf } = await record(lineOf([2, 4], best), 2)
    expect(run.propensities).toBeUndefined()
    expect(readTape(bytes, layoutOf).propensities).toBeUndefined()
    expect(run.trace.candidates().some((ended) => 'propensity' in ended)).toBe(false)
  })

  it('is one number above 0 and at most 1 for each place, or the selector is broken', async () => {
    const odd = [() => 0, () => 1.001, () => -0.5, () => Number.NaN, () => Number.POSITIVE_INFINITY].map(
      telling,
    )
    const short = { ...telling(byKey), select: () => ({ places: [0, 1], propensities: Float32Array.of(1) }) }
    const silent = { ...best, tellsPropensities: true }
    const unasked = { ...telling(byKey), tellsPropensities: false }
    for (const selector of [...odd, short, silent, unasked]) {
      await expect(record(lineOf([2, 4], selector), 2)).rejects.toMatchObject({
        code: 'broken-stage',
        message: expect.stringContaining('propensities'),
      })
    }
  })

  it('that comes out otherwise in a replay ends it, by the name of the stage', async () => {
    const { bytes, layoutOf } = await record(lineOf([2, 4], telling(byKey)), 2)
    const other = lineOf(
      [2, 4],
      telling((key) => byKey(key) * 1.0001),
    )
    await expect(other.replay({ limit: 2 }, createPlayer(bytes, layoutOf))).rejects.toMatchObject({
      code: 'replay-diverged',
      message: expect.stringContaining('the stage best takes the same with another probability'),
    })
    await expect(
      lineOf([2, 4], best).replay({ limit: 2 }, createPlayer(bytes, layoutOf)),
    ).rejects.toMatchObject({
      code: 'replay-diverged',
      message: expect.stringContaining('the stage best (select) had'),
    })
  })
})
