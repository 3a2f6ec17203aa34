import { expect, test } from 'vitest'
import { artistId, createRandom, listenerId, minuteMs, recordingId, requestId, sessionId } from '#domain'
import { home, type Item, nowPlaying, session, similar, slateSchema, tierSchema } from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/** What the tiers below the full pipeline owe a listener who has just heard some of the catalogue, or all of it. */
const tracks = randomTracks(createRandom('lower-tiers'), 30, 15).map((track) => ({
  ...track,
  recordingId: recordingId(track.id),
}))
const lower = tierSchema.exclude(['full']).options

const servedAfter = async (heard: number) => {
  const listener = listenerId('ann')
  const { services, store } = await openSmallWorld(
    tracks,
    tracks.slice(0, heard).map(({ id }, number) => ({
      id: `heard-${number}`,
      type: 'track.played',
      at: now - 90 * minuteMs - number * minuteMs,
      listenerId: listener,
      trackId: id,
      playedMs: 60_000,
    })),
  )
  const reads = await services.readsFor(listener, now)
  const slates: { readonly where: string; readonly items: readonly Item[] }[] = []
  for (const surface of [nowPlaying, similar, home]) {
    for (const tier of lower) {
      const asking = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 30 }
      const answer = await answerOf(surface.ask(asking, reads), tier, reads)
      const items = 'items' in answer ? answer.items : answer.shelves.flatMap((shelf) => shelf.items)
      slates.push({ where: `${surface.name}/${tier}`, items })
    }
  }
  store.close()
  return slates
}

test('what was just heard comes behind everything else', async () => {
  const heard = new Set(tracks.slice(0, 6).map(({ id }) => `${id}`))
  for (const { where, items } of await servedAfter(6)) {
    const justHeard = items.map(({ track }) => heard.has(track.id))
    expect([where, justHeard.slice(0, 10)]).toEqual([where, Array.from({ length: 10 }, () => false)])
  }
})

test('a catalogue that was heard through is still served', async () => {
  for (const { where, items } of await servedAfter(tracks.length)) {
    expect(items.length, where).toBeGreaterThan(10)
  }
})

test('a session whose start, of unknown style, and most of what it served is taken down goes on with as much as was asked for', async () => {
  const { services, store } = await openSmallWorld(randomTracks(createRandom('taken'), 150, 40), [])
  const { catalog } = services
  const listener = listenerId('ann')
  const seed = { kind: 'artist', id: artistId('artist-0') } as const
  const next = async (id: string) => {
    const nothing = { heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] }
    const asking = { requestId: requestId(id), asOf: now, listenerId: listener, limit: 10 }
    const known = await services.readsFor(listener, now)
    const reads = { ...known, models: { ...known.models, styleOf: () => undefined } }
    const asked = { ...asking, session: { id: sessionId('s'), seed, ...nothing } }
    return slateSchema.parse(JSON.parse((await services.serve(session.ask(asked, reads), reads)).body))
  }
  const { items } = await next('before')
  expect(items).toHaveLength(10)
  const others = items.filter(({ track }) => track.artists.every(({ id }) => id !== seed.id))
  expect(others.length).toBeGreaterThan(2)
  await catalog.takeDown(
    [seed, ...others.slice(2).map(({ track }) => ({ kind: 'track', id: track.id }) as const)],
    now,
  )
  const after = await next('after')
  expect(after).toMatchObject({
    tier: 'popular',
    degraded: expect.arrayContaining(['cached: too few tracks were left to serve']),
  })
  expect(after.items).toHaveLength(10)
  store.close()
})
