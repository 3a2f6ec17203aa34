import { describe, expect, it } from 'vitest'
import {
  best,
  build,
  bySize,
  type Kept,
  type Live,
  notOdd,
  type Sized,
  size,
  source,
  stage,
  stopwatch,
  type Thing,
  things,
  world,
} from './pipeline.sample.ts'
import { pipeline } from './pipeline.ts'
import { createRecorder } from './recorder.ts'
import type { Filter, Scorer, Selector, Source } from './stages.ts'

describe('a pipeline', () => {
  it('finds, filters, hydrates, scores and selects, and says where everything went', async () => {
    const line = build([source('a', 1, [1, 2, 4]), source('b', 2, [4, 6, 8])])
    const query = {
      limit: 2,
      world: world([
        [2, 0.5],
        [4, 3],
        [6, 2],
      ]),
    }
    const { selected, trace } = await line.run(query, createRecorder(stopwatch))
    expect(selected.map(({ key, from, size: of }) => [key, from, of])).toEqual([
      [4, 3, 3],
      [6, 2, 2],
    ])
    expect(trace.candidates().map(({ numbers, fate }) => ({ numbers, fate }))).toMatchObject([
      { numbers: { key: 1 }, fate: { kind: 'dropped', stage: 'not-odd', reason: 'odd' } },
      { numbers: { key: 2 }, fate: { kind: 'not-selected' } },
      { numbers: { key: 4 }, fate: { kind: 'selected', rank: 0 } },
      { numbers: { key: 6 }, fate: { kind: 'selected', rank: 1 } },
      { numbers: { key: 8 }, fate: { kind: 'dropped', stage: 'size', reason: 'unknown here' } },
    ])
    expect(trace.stages.map(({ name, entered, left }) => [name, entered, left])).toEqual([
      ['a', 3, 3],
      ['b', 3, 2],
      ['not-odd', 5, 4],
      ['size', 4, 3],
      ['by-size', 3, 3],
      ['best', 3, 2],
    ])
  })

  it('goes on without a source that fails or never answers [promise: degrades-in-words]', async () => {
    const broken: Source<Live, Thing> = {
      ...stage,
      name: 'broken',
      find: () => Promise.reject(new Error('away')),
    }
    const endless: Source<Live, Thing> = { ...stage, name: 'endless', find: () => new Promise(() => {}) }
    const line = build([broken, endless, source('a', 1, [2])])
    const { selected, trace } = await line.run(
      { limit: 5, world: world([[2, 1]]) },
      createRecorder(stopwatch),
    )
    expect(selected.map(({ key }) => key)).toEqual([2])
    expect(trace.stages.slice(0, 2)).toMatchObject([
      { name: 'broken', outcome: 'failed', detail: 'away' },
      { name: 'endless', outcome: 'timeout' },
    ])
  })

  it('tells a source that is out of time to stop', async () => {
    let stopped = false
    const slow: Source<Live, Thing> = {
      ...stage,
      waits: true,
      name: 'slow',
      find: (_query, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            stopped = true
          })
        }),
    }
    await build([slow]).run({ limit: 1, world: world([]) }, createRecorder(stopwatch))
    expect(stopped).toBe(true)
  })

  it('uses what a hydrator declares for the absent, and drops where it declares nothing [promise: degrades-in-words]', async () => {
    const failing = { ...size, hydrate: () => Promise.reject(new Error('away')) }
    const query = { limit: 5, world: world([]) }
    const base = pipeline<Live, Kept, Thing>('test', things, [source('a', 1, [2])])
    const kind = await base
      .hydrate({ ...failing, absent: { size: 7 } })
      .score(bySize)
      .select(best)
      .run(query, createRecorder(stopwatch))
    expect(kind.selected).toMatchObject([{ key: 2, size: 7 }])
    const strict = await base
      .hydrate(failing)
      .score(bySize)
      .select(best)
      .run(query, createRecorder(stopwatch))
    expect(strict.selected).toEqual([])
    expect(strict.trace.candidates()[0]?.fate).toEqual({
      kind: 'dropped',
      stage: 'size',
      reason: 'stage failed',
    })
  })

  it('serves nothing past a filter that fails [promise: safe-filters]', async () => {
    const bad: Filter<Kept, Thing> = {
      ...stage,
      name: 'safety',
      judge: () => {
        throw new Error('away')
      },
    }
    const line = pipeline<Live, Kept, Thing>('test', things, [source('a', 1, [2])])
      .filter(bad)
      .score({ name: 'by-size', timeoutMs: 50, score: () => Float64Array.of(1) })
      .select(best)
    await expect(line.run({ limit: 1, world: world([]) }, createRecorder(stopwatch))).rejects.toMatchObject({
      code: 'broken-stage',
    })
  })

  it('falls back to the next scorer when one fails or scores with NaN [promise: degrades-in-words]', async () => {
    const nan: Scorer<Kept, Sized> = {
      ...bySize,
      name: 'nan',
      score: (_query, { count }) => new Float64Array(count).fill(Number.NaN),
    }
    const line = pipeline<Live, Kept, Thing>('test', things, [source('a', 1, [2, 4])])
      .hydrate(size)
      .score(nan, bySize)
      .select(best)
    const { selected, trace } = await line.run(
      {
        limit: 1,
        world: world([
          [2, 1],
          [4, 2],
        ]),
      },
      createRecorder(stopwatch),
    )
    expect(selected).toMatchObject([{ key: 4 }])
    expect(
      trace.stages.filter(({ kind }) => kind === 'score').map(({ name, outcome }) => [name, outcome]),
    ).toEqual([
      ['nan', 'failed'],
      ['by-size', 'ok'],
    ])
  })

  it('calls a stage that answers too little, or selects a place twice, what it is: broken', async () => {
    const short: Filter<Kept, Thing> = { ...notOdd, judge: () => [] }
    const twice: Selector<Kept, Thing> = { ...best, select: () => ({ places: [0, 0] }) }
    const base = pipeline<Live, Kept, Thing>('test', things, [source('a', 1, [2, 4])])
    const query = {
      limit: 1,
      world: world([
        [2, 1],
        [4, 1],
      ]),
    }
    await expect(
      base.filter(short).hydrate(size).score(bySize).select(best).run(query, createRecorder(stopwatch)),
    ).rejects.toMatchObject({ code: 'broken-stage' })
    await expect(
      base.hydrate(size).score(bySize).select(twice).run(query, createRecorder(stopwatch)),
    ).rejects.toMatchObject({ code: 'broken-stage' })
  })

  it('skips a stage that is not enabled', async () => {
    const off = { ...source('off', 4, [10]), enabled: () => false }
    const { trace } = await build([off]).run({ limit: 1, world: world([]) }, createRecorder(stopwatch))
    expect(trace.stages[0]).toMatchObject({ name: 'off', outcome: 'skipped' })
  })
})
