import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pipeline } from '#pipeline'
import { type Found, trackCandidates } from './candidate.ts'
import { guarded, type Servable } from './guarded.ts'
import { credits } from './hydrators/credits.ts'
import { facts } from './hydrators/facts.ts'
import { history } from './hydrators/history.ts'
import { limits } from './hydrators/limits.ts'
import type { KeptQuery, Query } from './query.ts'
import { restedFirst } from './scorers/rested-first.ts'
import { spaced } from './selectors/spaced.ts'
import { popular } from './sources/popular.ts'
import { itemsOf, type RunPipeline, type Surface } from './surface.ts'

/** The compiler is the test: each `@ts-expect-error` is a way around the limits, and fails when it compiles. */
const kept = guarded('kept', [popular], (line) => line)
const served = kept.score(restedFirst).select(spaced(0, 9)).present(facts)
const byHand = pipeline<Query, KeptQuery, Found>('by-hand', trackCandidates, [popular])
  .hydrate(limits)
  .hydrate(history)
  .hydrate(credits)
  .score(restedFirst)
  .select(spaced(0, 9))
  .present(facts)

describe('a pipeline that did not pass the guard', () => {
  it('is run by no surface, in no tier', () => {
    const answer = async (query: KeptQuery, run: RunPipeline) => ({
      items: itemsOf(query, await run(served, query)),
    })
    const unguarded = async (query: KeptQuery, run: RunPipeline) =>
      // @ts-expect-error
      run(byHand, query)
    const tiers: Surface['answer'] = { full: answer, cached: answer, popular: answer }
    expect([Object.keys(tiers).length, typeof unguarded]).toEqual([3, 'function'])
  })

  it('is no servable one by its shape, as a copy, before selection or half guarded', () => {
    const run = <C extends object>(line: Servable<C>) => line.name
    run(served)
    // @ts-expect-error
    run({ name: 'shape', present: served.present, run: served.run, replay: served.replay })
    // @ts-expect-error
    run({ ...served })
    // @ts-expect-error
    run(kept)
    guarded('leaks', [popular], (half) => {
      // @ts-expect-error
      expect(half.select).toBeUndefined()
      return half
    })
    // @ts-expect-error
    expect(() => guarded('made elsewhere', [popular], () => byHand)).toThrow()
    // @ts-expect-error
    expect(kept.line).toBeUndefined()
  })
})

it('the stages that keep limits are listed in one file', () => {
  const guards = /(?:filter|hydrate)\((?:blocked|disliked|excluded|limits|history|credits)\)/
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  )
  const listing = files.filter((path) => guards.test(readFileSync(join(import.meta.dirname, path), 'utf8')))
  expect(listing).toEqual(['guarded.ts'])
})
