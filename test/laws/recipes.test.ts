import { expect, test } from 'vitest'
import { createRandom, listenerId, minuteMs, requestId, trackId } from '#domain'
import { createDecisions, nowPlaying, readDecision, type Surface, slateSchema, surfaces } from '#surfaces'
import { now, openSmallWorld, randomTracks } from './small-world.ts'

/** Decisions and the recipes they were made by: what serves today changes none of them. */
const listener = listenerId('l')

const openWorld = async () => {
  const tracks = randomTracks(createRandom('recipes'), 80)
  const plays = Array.from({ length: 20 }, (_, number) => ({
    id: `play-${number}`,
    type: 'track.played',
    at: now - (400 - number) * minuteMs,
    listenerId: listener,
    trackId: tracks[number % 7]?.id,
    playedMs: 60_000,
  }))
  const world = await openSmallWorld(tracks, plays)
  const { services, catalog } = world
  const asking = {
    asOf: now,
    listenerId: listener,
    limit: 10,
    currentKey: catalog.keyOf(tracks[9]?.id ?? expect.fail()),
  }
  const serve = async (surface: Surface, id: string) => {
    const reads = await services.readsFor(listener, now)
    const { body } = await services.serve(surface.ask({ ...asking, requestId: requestId(id) }, reads), reads)
    return body
  }
  /** Decisions of a Segue that serves up next by something else. */
  const decisionsBy = (serving: Surface) =>
    createDecisions({
      store: world.log,
      catalog,
      surfaces: surfaces.map((surface) => (surface.name === serving.name ? serving : surface)),
    })
  return { ...world, serve, decisionsBy }
}

/** The document that serves, with other weights and without the aggregates. */
const bolder = async (name: string): Promise<Surface> => {
  const { services } = await openSmallWorld(randomTracks(createRandom('asked'), 8), [])
  const reads = await services.readsFor(undefined, now)
  const { text } = nowPlaying.ask({ requestId: requestId('r'), asOf: now, limit: 1 }, reads).recipe
  const document = JSON.parse(text)
  document.recipe = name
  document.tiers.full.score[0].by.weights = { ...document.tiers.full.score[0].by.weights, sound: -3 }
  document.tiers.full.sources.reverse()
  delete document.tiers.full.hydrate.aggregates
  return nowPlaying.by(document)
}

const scores = (body: string) => slateSchema.parse(JSON.parse(body)).items.map(({ score }) => score)

test.each(['now-playing@9', 'now-playing@10-bolder'])(
  'a decision is made again by the recipe of its record, whatever serves by now under the name %s [promise: recipes-replay]',
  async (name) => {
    const { serve, decisionsBy, services, store } = await openWorld()
    const other = await bolder(name)
    const before = await serve(nowPlaying, 'before')
    const after = await serve(other, 'after')
    expect(scores(before)).not.toEqual(scores(after))
    for (const decisions of [services.decisions, decisionsBy(other)]) {
      expect(await decisions.replay(requestId('before'))).toMatchObject({ same: true, body: before })
      expect(await decisions.replay(requestId('after'))).toMatchObject({ same: true, body: after })
    }
    const { recipe, runs } = await services.decisions.explain(requestId('after'))
    expect([recipe, runs[0]?.weights.sound]).toEqual([name, -3])
    const left = runs[0]?.stages.find((stage) => stage.name === 'aggregates')
    expect(left?.outcome).toBe('skipped')
    store.close()
  },
)

test('which arms answered stands in the query of the record and in the event, and nowhere where nobody assigned any', async () => {
  const { services, store, log, catalog } = await openWorld()
  const reads = await services.readsFor(listener, now)
  const assignments = { 'calmer-radio': 'control' }
  for (const more of [{ assignments }, {}]) {
    const asking = { requestId: requestId(`arm-${Object.keys(more).length}`), asOf: now, limit: 3, ...more }
    await services.serve(
      nowPlaying.ask({ ...asking, currentKey: catalog.keyOf(trackId('track-9')) }, reads),
      reads,
    )
    const [latest] = await log.latest('slate.served', 1)
    expect(latest?.event).toMatchObject(more)
    expect('assignments' in (latest?.event ?? {})).toBe('assignments' in more)
    const { bytes } = (await log.record(asking.requestId)) ?? expect.fail()
    expect(readDecision(bytes).query.assignments).toEqual('assignments' in more ? assignments : undefined)
    expect(await services.decisions.replay(asking.requestId)).toMatchObject({ same: true })
  }
  store.close()
})

test('an answer names its recipe, in the body, in the event and with its hash in the record', async () => {
  const { serve, services, store, log } = await openWorld()
  const surface = await bolder('now-playing@9-bolder')
  expect(slateSchema.parse(JSON.parse(await serve(surface, 'named'))).recipe).toBe('now-playing@9-bolder')
  const [latest] = await log.latest('slate.served', 1)
  expect(latest?.event).toMatchObject({ recipe: 'now-playing@9-bolder' })
  const reads = await services.readsFor(listener, now)
  const { query, recipe } = surface.ask({ requestId: requestId('r'), asOf: now, limit: 1 }, reads)
  expect(query.recipe).toBe(`now-playing@9-bolder#${recipe.hash}`)
  store.close()
})
