import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, requestId, sessionId } from '#domain'
import { bound, type Ranker, ranker, serveTogether } from '#models'
import {
  type Asking,
  homeSchema,
  nowPlaying,
  type ReadDecision,
  type Reads,
  readDecision,
  type Surface,
  slateSchema,
} from '#surfaces'
import { everySurface, now, openSmallWorld, randomTracks } from './small-world.ts'

/** What ranks a slate is read, lies on its tape and is what was served; what a ranker can't say, nobody says for it. */
const listener = listenerId('l')

const openWorld = async (seed: string) => {
  const random = createRandom(seed)
  const tracks = randomTracks(random, 80)
  const plays = Array.from({ length: 40 }, (_, number) => ({
    id: `play-${number}`,
    ...(random.next() < 0.2
      ? { type: 'track.skipped', positionMs: 20_000 }
      : { type: 'track.played', playedMs: 60_000 }),
    at: now - (6_000 - 60 * number) * minuteMs,
    listenerId: number % 3 === 0 ? 'other' : 'l',
    trackId: tracks[random.below(12)]?.id,
  }))
  const world = await openSmallWorld(tracks, plays)
  const { services, catalog, log } = world
  const playing = tracks[random.below(tracks.length)] ?? expect.fail()
  const asking = (id: string): Asking => ({
    requestId: requestId(id),
    asOf: now,
    listenerId: listener,
    limit: 10,
    currentKey: catalog.keyOf(playing.id),
    session: {
      id: sessionId('s'),
      seed: { kind: 'track', id: playing.id },
      heardKeys: [],
      skippedKeys: [],
      heardOrSkippedKeys: [],
    },
  })
  /** An answer, its items, and its record read without the code that made it. */
  const serve = async (surface: Surface, id: string, change = (reads: Reads) => reads) => {
    const reads = change(await services.readsFor(listener, now))
    const { body } = await services.serve(surface.ask(asking(id), reads), reads)
    const answer = JSON.parse(body)
    const items =
      surface.name === 'home'
        ? homeSchema.parse(answer).shelves.flatMap((shelf) => shelf.items)
        : slateSchema.parse(answer).items
    const { bytes } = (await log.record(requestId(id))) ?? expect.fail()
    return {
      body,
      answer: slateSchema.omit({ items: true }).parse(answer),
      items,
      decision: readDecision(bytes),
    }
  }
  return { ...world, serve }
}

/** The relevance of each candidate that came to it, and what was known of it by then, as a training would read it. */
const rowsOf = (run: ReadDecision['runs'][number]) => {
  const at = run.stages.findIndex(({ kind, name }) => kind === 'hydrate' && name === 'relevance')
  const stage = run.stages[at] ?? expect.fail('no stage relevance')
  const known = run.candidates.map((key): Record<string, number> => ({ key }))
  for (const { columns, rows } of run.stages.slice(0, at + 1))
    for (const [name, column] of Object.entries(columns))
      rows.forEach((place, row) => {
        const candidate = known[place] ?? expect.fail()
        const value = column[row] ?? expect.fail()
        // A candidate that several sources found has the bits of all of them, and the cause of the first.
        if (name === 'via') candidate.via = (candidate.via ?? 0) | value
        else if (name === 'cause') candidate.cause ||= value
        else candidate[name] = value
      })
  return stage.rows.map((place) => known[place] ?? expect.fail())
}

/** The surface, ranked by the ranker that is trained. */
const learnt = (surface: Surface, reads: Reads): Surface => {
  const { text } = surface.ask({ requestId: requestId('r'), asOf: now, limit: 1 }, reads).recipe
  const document = JSON.parse(text)
  document.recipe = `${surface.name}@learnt`
  document.tiers.full.score[0].by = { use: 'ranker' }
  return surface.by(document)
}
const withRanker =
  (own: Ranker) =>
  (reads: Reads): Reads => {
    const version = { name: ranker.name, version: '0123456789ab' }
    const served = serveTogether([version], [{ manifest: version, bind: bound(ranker, own) }])
    const predictor: Reads['models']['predictor'] = (token) =>
      served.predictor(token) ?? reads.models.predictor(token)
    return { ...reads, models: { ...reads.models, predictor } }
  }

const shown = (score: number) => Math.round(score * 10_000) / 10_000

test('what is served is scored by the relevance on its tape, whose parts add up to it, on every surface [promise: scores-are-read]', async () => {
  let held = 0
  await fc.assert(
    fc.asyncProperty(fc.string(), async (seed) => {
      const { serve, services, store } = await openWorld(seed)
      let told = 0
      for (const surface of everySurface) {
        const { items, decision, body } = await serve(surface, surface.recipe)
        const relevances = decision.runs.flatMap(({ candidates, slate, stages }) => {
          const stage = stages.find(({ kind, name }) => kind === 'hydrate' && name === 'relevance')
          const of = (place: number) => stage?.columns.relevance?.[stage.rows.indexOf(place)]
          return slate.map((place) => [candidates[place], shown(of(place) ?? Number.NaN)])
        })
        for (const { score } of items) {
          told++
          expect(relevances.map(([, relevance]) => relevance)).toContain(score)
        }
        const id = requestId(surface.recipe)
        expect(await services.decisions.replay(id)).toMatchObject({ same: true, body })
        const { runs } = await services.decisions.explain(id)
        for (const { score, parts, features } of runs.flatMap(({ candidates }) => candidates)) {
          if (score === undefined) continue
          expect(features.relevance).toBe(score)
          const sum = Object.values(parts ?? {}).reduce((all, part) => all + part, 0)
          expect(sum).toBeCloseTo(score, 9)
        }
        for (const { candidates } of runs)
          for (const { score, heldBack } of candidates) {
            if (heldBack === undefined) continue
            held++
            const isThere = ({ fate }: (typeof candidates)[number]) =>
              fate.kind === 'selected' && fate.rank === heldBack.rank
            expect(candidates.find(isThere)?.score).toBeLessThan(score ?? 0)
          }
      }
      expect(told).toBeGreaterThan(10)
      store.close()
    }),
    { numRuns: 12 },
  )
  expect(held).toBeGreaterThan(10)
}, 60_000)

test('what a ranker is trained on is what it was asked with, number for number [promise: scores-are-read]', async () => {
  const { serve, services, store } = await openWorld('rows')
  const surface = learnt(nowPlaying, await services.readsFor(listener, now))
  const seen: Record<string, number>[] = []
  const noting: Ranker = {
    predict(features, count) {
      for (let row = 0; row < count; row++)
        seen.push(
          Object.fromEntries(Object.entries(features).map(([name, column]) => [name, column[row] ?? 0])),
        )
      return Float32Array.from({ length: count }, (_, row) => Math.fround(Math.sin(row)))
    },
  }
  const { decision, answer } = await serve(surface, 'noted', withRanker(noting))
  expect([answer.tier, answer.degraded]).toEqual(['full', []])
  expect(seen.length).toBeGreaterThan(20)
  const rows = decision.runs.flatMap(rowsOf)
  const said = (row: number) => ({ relevance: Math.fround(Math.sin(row)), ranked: 1 })
  expect(rows).toEqual(seen.map((features, row) => ({ ...features, ...said(row) })))
  store.close()
})

describe('a ranker that', () => {
  const failing: Readonly<Record<string, Ranker['predict'] | undefined>> = {
    'is not trained': undefined,
    throws() {
      throw new Error('away')
    },
    'says a number that is none': (_features, count) => new Float32Array(count).fill(Number.NaN, 1),
    'says an infinity': (_features, count) => new Float32Array(count).fill(Infinity, 1),
    'says fewer numbers than it was asked for': (_features, count) => new Float32Array(count - 1),
    'says more numbers than it was asked for': (_features, count) => new Float32Array(count + 1),
    'says nothing in time': () => new Promise(() => {}),
    rejects: () => Promise.reject(new Error('away')),
  }
  test.each(Object.entries(failing))(
    '%s ranks nothing: what everybody plays comes first, the answer says so, and so does every replay [promise: scores-are-read]',
    async (_how, predict) => {
      const { serve, services, store } = await openWorld('failing')
      const surface = learnt(nowPlaying, await services.readsFor(listener, now))
      const { answer, items, decision, body } = await serve(surface, 'failing', (reads) =>
        predict === undefined ? reads : withRanker({ predict })(reads),
      )
      expect(answer.tier).toBe('full')
      expect(answer.degraded).toContainEqual(expect.stringMatching(/^relevance: (failed|timeout)$/))
      expect(items.length).toBe(10)
      const rows = decision.runs.flatMap(rowsOf)
      expect(rows.every(({ relevance, ranked }) => relevance === 0 && ranked === 0)).toBe(true)
      const popularity = new Map(rows.map((row) => [row.key, shown(row.popularity ?? Number.NaN)]))
      const slate = decision.runs.flatMap((run) => run.slate.map((place) => run.candidates[place]))
      expect(items.map(({ score }) => score)).toEqual(slate.map((key) => popularity.get(key)))
      expect(Math.max(...items.map(({ score }) => score))).toBeGreaterThan(0)
      expect(await services.decisions.replay(requestId('failing'))).toMatchObject({ same: true, body })
      store.close()
    },
  )

  test('answers two requests in one array, or answers later, is taken at its word each time', async () => {
    const { serve, services, store } = await openWorld('later')
    const surface = learnt(nowPlaying, await services.readsFor(listener, now))
    let asked = 0
    let kept = new Float32Array(0)
    const reusing: Ranker = {
      predict(_features, count) {
        if (kept.length !== count) kept = new Float32Array(count)
        return kept.fill(++asked)
      },
    }
    const late: Ranker = {
      predict: async (_features, count) => {
        await Promise.resolve()
        return new Float32Array(count).fill(3)
      },
    }
    const served = await Promise.all(
      [reusing, reusing, late].map((own, time) => serve(surface, `later-${time}`, withRanker(own))),
    )
    const said = served.map(({ answer, decision }) => [
      answer.degraded,
      ...new Set(decision.runs.flatMap(rowsOf).map(({ relevance }) => relevance)),
    ])
    expect(said).toEqual([1, 2, 3].map((number) => [[], number]))
    store.close()
  })
})
