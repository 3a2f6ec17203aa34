import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pipeline } from '#pipeline'
import { type Found, trackCandidates } from './candidate.ts'
import { popular as popularSource } from './candidate-generation/popular.ts'
import { seeded as seededSource } from './candidate-generation/seeded.ts'
import { guarded, type Servable } from './guarded.ts'
import { credits } from './hydrators/credits.ts'
import { eligibility } from './hydrators/eligibility.ts'
import { facts } from './hydrators/facts.ts'
import { history } from './hydrators/history.ts'
import { createInSession } from './hydrators/in-session.ts'
import type { CommonQuery, Live, PlayingOn } from './query.ts'
import { scoreRested } from './scorers/rested-first.ts'
import { diversifiedOn, diversifiedPage } from './selectors/diversification.ts'
import type { RunPipeline } from './surface.ts'

/** The compiler is the test: each `@ts-expect-error` is a way around the limits, or around what a query has, and fails when it compiles. */
type Page = CommonQuery & { readonly excludedRecordings: readonly number[] }
type Playing = Page & PlayingOn

const page = diversifiedPage.parse({ use: 'spaced', gap: 0, perArtist: 9, firm: false, rest: 0 })
const on = diversifiedOn.parse({ use: 'spaced', gap: 0, perArtist: 9, firm: false, rest: 0 })
const popular = popularSource.parse({ use: 'popular', timeoutMs: 10, most: 40 })
const seeded = seededSource.parse({ use: 'seed', timeoutMs: 10, ofArtist: 4, most: 40 })
const words = facts.parse({ timeoutMs: 10 })

const kept = guarded<Page>()('kept', [popular], (line) => line)
const served = kept.score(scoreRested(4)).select(page).present(words)
const next = guarded<Playing>()('next', [popular], (line) => line)
  .score(scoreRested(4))
  .select(on)
  .present(words)
const byHand = pipeline<Page & Live, Page, Found>('by-hand', trackCandidates, [popular])
  .hydrate(eligibility)
  .hydrate(history)
  .hydrate(credits)
  .score(scoreRested(4))
  .select(page)
  .present(words)

describe('a pipeline that did not pass the guard', () => {
  it('is run by no surface, in no tier', () => {
    const answer = async (query: Page, run: RunPipeline) => [
      await run(served, query),
      // @ts-expect-error
      await run(byHand, query),
    ]
    expect(answer).toBeTypeOf('function')
  })

  it('is no servable one by its shape, as a copy, before selection or half guarded', () => {
    const run = <C extends object>(line: Servable<Page, C>) => line.name
    run(served)
    // @ts-expect-error
    run({ name: 'shape', present: served.present, run: served.run, replay: served.replay })
    // @ts-expect-error
    run({ ...served })
    // @ts-expect-error
    run(kept)
    guarded<Page>()('leaks', [popular], (half) => {
      // @ts-expect-error
      expect(half.select).toBeUndefined()
      return half
    })
    // @ts-expect-error
    expect(() => guarded<Page>()('made elsewhere', [popular], () => byHand)).toThrow()
    // @ts-expect-error
    expect(kept.line).toBeUndefined()
  })
})

describe('a query of a surface', () => {
  it('is read by no stage for more than it has', () => {
    // @ts-expect-error
    kept.score(scoreRested(4)).select(on)
    // @ts-expect-error
    guarded<Page>()('radio', [seeded], (line) => line)
    // @ts-expect-error
    guarded<Page>()('radio', [popular], (line) => line.hydrate(createInSession(10)))
    const answer = async (page: Page, playing: Playing, run: RunPipeline) => [
      await run(next, playing),
      // A pipeline that needs less runs on more.
      await run(served, playing),
      // @ts-expect-error
      await run(next, page),
    ]
    expect(answer).toBeTypeOf('function')
  })
})

it('the stages that keep limits are listed in one file', () => {
  const guards =
    /(?:filter|hydrate)\((?:available|availability|blocked|disliked|excluded|eligibility|history|credits)\)/
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  )
  const listing = files.filter((path) => guards.test(readFileSync(join(import.meta.dirname, path), 'utf8')))
  expect(listing).toEqual(['guarded.ts'])
})
