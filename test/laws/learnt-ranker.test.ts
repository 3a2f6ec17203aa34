import { expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, requestId, trackKey } from '#domain'
import { createAdditiveRanker, createChoiceRows, type Manifest, type Registry, ranker } from '#models'
import { nowPlaying, nowPlayingLearnt, type Surface, slateSchema } from '#surfaces'
import { scaleOf, told, toldParts } from '../../console/src/decisions/told-score.ts'
import { rankerCode } from '../../src/operations/learn-ranker.ts'
import { nowPlaying12 } from '../../src/surfaces/now-playing/now-playing-12.ts'
import { now, openSmallWorld, randomTracks } from './small-world.ts'

/** What plays next is ranked by a learnt ranker where the release has one that won, and a decision tells what it was made of. */
const listener = listenerId('l')

/** Learns from chance: what it says is of no use, and made of parts as any other is. */
const learntBytes = (seed: string): Uint8Array => {
  const random = createRandom(seed)
  const names = ['leads', 'nearSound', 'lastPlace', 'popularity', 'artistPlays', 'furtherPlace']
  const rows = createChoiceRows(names)
  for (let group = 0; group < 60; group++) {
    const columns = Object.fromEntries(
      names.map((name) => [name, Array.from({ length: 20 }, () => 4 * random.next())]),
    )
    columns.leads = columns.leads?.map(() => group % 2) ?? []
    const chosen = columns.leads.map((_, row) => (row === group % 20 ? 1 : 0))
    rows.add(columns, chosen, chosen)
  }
  const steps = createAdditiveRanker({ by: 'leads' }).learn(rows.done(), 'seed')
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Each training learns another one. */
const withRanker = (passed: boolean) => {
  let trained = 0
  return async (registry: Registry, base: Manifest): Promise<readonly Manifest[]> => {
    const own = {
      name: ranker.name,
      code: rankerCode,
      config: { gate: { passed } },
      rows: {},
    } as const
    const { events, cursor, asOf, catalog, trainedAt } = base
    const facts = { ...own, events, cursor, asOf, catalog, trainedAt }
    return [await registry.publish(facts, learntBytes(`training ${trained++}`))]
  }
}

const openWorld = async (
  passed: boolean,
  heard = 20,
  blocked: readonly number[] = [],
  isRanked?: boolean,
) => {
  const tracks = randomTracks(createRandom('learnt'), 120)
  const plays = Array.from({ length: 60 }, (_, nth) => ({
    id: `play-${nth}`,
    type: 'track.played',
    at: now - (1_400 - 20 * nth) * minuteMs,
    listenerId: listener,
    trackId: tracks[nth % heard]?.id,
    playedMs: 60_000,
  }))
  const ruled = blocked.map((nth) => ({
    id: `block-${nth}`,
    type: 'listener.blocked',
    at: now - minuteMs,
    listenerId: listener,
    target: { kind: 'track', id: tracks[nth]?.id },
  }))
  const world = await openSmallWorld(tracks, [...plays, ...ruled], now, withRanker(passed), isRanked)
  const { services } = world
  const serve = async (
    id: string,
    playing?: number,
    listenerId = listener,
    surface: Surface = nowPlaying,
  ) => {
    const reads = await services.readsFor(listenerId, now)
    const asking = { requestId: requestId(id), asOf: now, listenerId, limit: 10 }
    const currentKey = playing === undefined ? undefined : trackKey(playing)
    const { body } = await services.serve(surface.ask({ ...asking, currentKey }, reads), reads)
    return { body, slate: slateSchema.parse(JSON.parse(body)) }
  }
  return { ...world, tracks, serve }
}

test('what a learnt ranker said is made of parts that are told and add up to it, also when it serves no more; it replays without it [promise: scores-are-read]', async () => {
  const { serve, services, train, store } = await openWorld(true)
  for (const [id, playing] of [
    ['leads', 3],
    ['leads on', 7],
  ] as const) {
    const { body, slate } = await serve(id, playing)
    expect([slate.recipe, slate.tier, slate.degraded]).toEqual([nowPlaying.recipeLearnt, 'full', []])
    expect(slate.models[ranker.name]).toMatch(/^[0-9a-f]{12}$/)
    // Five more, of which three versions would stay: of rankers more do.
    for (let more = 0; more < 5; more++) await train()
    expect((await serve(`after-${id}`, playing)).slate.models[ranker.name]).not.toBe(
      slate.models[ranker.name],
    )
    const { runs } = await services.decisions.explain(requestId(id))
    const scored = runs.flatMap(({ candidates }) => candidates).filter(({ score }) => score !== undefined)
    expect(scored.length).toBeGreaterThan(20)
    for (const { score, parts, features } of scored) {
      expect(Object.keys(parts ?? {})).toEqual([
        'nearSound',
        'lastPlace',
        'popularity',
        'artistPlays',
        'furtherPlace',
      ])
      expect(Object.values(parts ?? {}).reduce((sum, part) => sum + part, 0)).toBe(score)
      expect(features.relevance).toBe(score)
    }
    expect(new Set(scored.map(({ score }) => score)).size).toBeGreaterThan(5)
    expect(await services.decisions.replay(requestId(id))).toMatchObject({ same: true, body })
  }
  store.close()
})

test('one that lost its gate ranks nothing: what served before it goes on, and no answer names it [promise: ranker-learns]', async () => {
  const { serve, serving, store } = await openWorld(false)
  const { slate } = await serve('lost', 3)
  expect([slate.recipe, slate.tier]).toEqual([nowPlaying.recipe, 'full'])
  expect(Object.keys(slate.models)).not.toContain(ranker.name)
  expect(serving.manifests().map(({ name }) => name)).toContain(ranker.name)
  store.close()
})

test('a server that is told to serve by no ranker leaves the one of the release where it is [promise: ranker-learns]', async () => {
  const { serve, serving, registry, store } = await openWorld(true, 20, [], false)
  const { slate } = await serve('unranked', 3)
  expect(slate.recipe).toBe(nowPlaying.recipe)
  expect(Object.keys(slate.models)).not.toContain(ranker.name)
  expect((await registry.current()).map(({ name }) => name)).toContain(ranker.name)
  expect([serving.isRankerDue(), serving.isPartial()]).toEqual([false, false])
  store.close()
})

test('where nothing plays, and of whom little is known, what serves is ranked as without a ranker [promise: ranker-learns]', async () => {
  const { serve, store } = await openWorld(true)
  expect((await serve('begins')).slate.recipe).toBe(nowPlaying.recipe)
  expect((await serve('strange', 3, listenerId('stranger'))).slate.recipe).toBe(nowPlaying.recipe)
  expect((await serve('known', 3)).slate.recipe).toBe(nowPlaying.recipeLearnt)
  store.close()
})

test('where nothing plays, more is found by whom the listener played, and none by whom only what was blocked was played', async () => {
  const foundFurther = async (blocked: readonly number[]) => {
    const { serve, services, store } = await openWorld(true, 2, blocked)
    await serve('begins', undefined, listener, nowPlaying.by(nowPlaying12))
    const { runs } = await services.decisions.explain(requestId('begins'))
    store.close()
    return runs.flatMap(({ candidates }) =>
      candidates.flatMap(({ sources, trackId }) => (sources.includes('further-by-artists') ? [trackId] : [])),
    )
  }
  expect((await foundFurther([])).length).toBeGreaterThan(2)
  expect(await foundFurther([0, 1])).toEqual([])
})

test('a person reads nothing of a past that a listener does not have, though the ranker gives parts for it, and what they read adds up [promise: told-as-it-is]', async () => {
  const { serve, services, store } = await openWorld(true)
  const ofThePast = ['lastPlace', 'artistPlays', 'furtherPlace']
  for (const whom of [listenerId('newcomer'), listener]) {
    await serve(`told-${whom}`, 3, whom, nowPlaying.by(nowPlayingLearnt))
    const { runs } = await services.decisions.explain(requestId(`told-${whom}`))
    const [run = expect.fail('no run')] = runs
    const scale = scaleOf(run)
    expect(scale.kind).toBe('beside')
    const ranked = run.candidates.filter(({ parts }) => parts)
    const names = ranked.flatMap((one) => toldParts(one, scale).parts.map(({ name }) => name))
    const labels = ranked.flatMap((one) => told(one, scale).topics.map(({ label }) => label))
    const isNewcomer = whom !== listener
    expect(ranked.some(({ parts = {} }) => ofThePast.some((name) => parts[name] !== 0))).toBe(true)
    expect(names.some((name) => ofThePast.includes(name))).toBe(!isNewcomer)
    expect(labels.some((label) => label.includes('{you'))).toBe(!isNewcomer)
    expect(names).toContain('nearSound')
    for (const one of ranked) {
      const { topics, rest, total = Number.NaN } = told(one, scale)
      const sum = topics.reduce((amounts, { amount = 0 }) => amounts + amount, rest)
      expect(sum).toBeCloseTo(total, 9)
      expect(total + scale.average.score).toBeCloseTo(one.score ?? Number.NaN, 1)
    }
  }
  store.close()
})
