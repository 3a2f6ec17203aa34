import { expect, test } from 'vitest'
import { artistId, creditsOf, listenerId, recordingId, requestId, sessionId, type Track } from '#domain'
import { home, type Item, session } from '#surfaces'
import { generateProlificWorld } from './prolific-world.ts'
import { answerOf, now, openSmallWorld } from './small-world.ts'

/** What spacing promises to people who start a radio or open a home, on a world with large and small artists. */
const { world, prolific, tracks } = generateProlificWorld('spacing')
const openWorld = async () => {
  const events = [...world.events(1_000)].flat()
  return openSmallWorld(
    tracks,
    events.map((event) => ({ ...event })),
  )
}
const isBy = (id: string) => (item: Item) => creditsOf(asTrack(item)).some((artist) => artist.id === id)
const asTrack = ({ track }: Item): Pick<Track, 'artists' | 'featured'> & Track => {
  const known = tracks.find(({ id }) => id === track.id)
  return known ?? expect.fail()
}

test('a radio on an artist plays them in at most a third of the first fifteen, and never twice in a row', async () => {
  const { services, catalog, store } = await openWorld()
  const artists = [...catalog.artists()].filter(({ trackKeys }) => trackKeys.length >= 4)
  expect(artists.length).toBeGreaterThan(20)
  const reads = await services.readsFor(listenerId('new'), now)
  for (const { id } of artists) {
    const started = {
      id: sessionId('s'),
      seed: { kind: 'artist' as const, id },
      heardKeys: [],
      skippedKeys: [],
      heardOrSkippedKeys: [],
    }
    const asking = {
      requestId: requestId(`radio-${id}`),
      asOf: now,
      listenerId: listenerId('new'),
      limit: 15,
    }
    const answer = await answerOf(session.ask({ ...asking, session: started }, reads), 'full', reads)
    const items = 'items' in answer ? answer.items : []
    const places = items.flatMap((item, place) => (isBy(id)(item) ? [place] : []))
    expect(items, id).toHaveLength(15)
    expect(places.length, id).toBeGreaterThan(0)
    expect(places.length, id).toBeLessThanOrEqual(5)
    for (const [nth, place] of places.entries()) {
      if (nth > 0) expect(place - (places[nth - 1] ?? 0), id).toBeGreaterThan(3)
    }
  }
  store.close()
})

test('no shelf has an artist more than three times', async () => {
  const { services, store } = await openWorld()
  let shelves = 0
  for (const { id } of world.listeners) {
    const reads = await services.readsFor(id, now)
    const question = home.ask(
      { requestId: requestId(`home-${id}`), asOf: now, listenerId: id, limit: 12 },
      reads,
    )
    const answer = await answerOf(question, 'full', reads)
    for (const { title, items } of 'shelves' in answer ? answer.shelves : []) {
      shelves++
      const counts = new Map<string, number>()
      for (const { track } of items) {
        const name = track.artists[0]?.id ?? ''
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
      expect(Math.max(...counts.values()), title).toBeLessThanOrEqual(3)
    }
  }
  expect(shelves).toBeGreaterThan(100)
  store.close()
})

test('where spacing has to give way, the answer says so, and says it again when replayed', async () => {
  const only = { id: artistId('only'), name: 'Only' }
  const own = Array.from({ length: 12 }, (_, number) => ({
    ...(world.tracks[number] ?? expect.fail()),
    recordingId: recordingId(world.tracks[number]?.id ?? ''),
    artists: [only],
    featured: [],
  }))
  const { services, store } = await openSmallWorld(own, [])
  const reads = await services.readsFor(undefined, now)
  const id = requestId('one-artist')
  const started = {
    id: sessionId('s'),
    seed: { kind: 'artist' as const, id: only.id },
    heardKeys: [],
    skippedKeys: [],
    heardOrSkippedKeys: [],
  }
  const question = session.ask({ requestId: id, asOf: now, limit: 10, session: started }, reads)
  const { body } = await services.serve(question, reads)
  expect(JSON.parse(body)).toMatchObject({
    degraded: ['diversification: gave way, for there were too few other artists'],
  })
  expect(await services.decisions.replay(id)).toMatchObject({ same: true, body })
  store.close()
})

test('what is nearest to a track leaves room for others: a few tracks of an artist, whose own are all alike', async () => {
  const { services, catalog, store } = await openWorld()
  const { models } = await services.readsFor(undefined, now)
  const one = [...catalog.tracks()].find(({ artists }) => artists[0]?.id === prolific.id) ?? expect.fail()
  const near = models.nearTrack(one.key).map((key) => catalog.byKey(key)?.artists[0]?.id)
  expect(near.filter((id) => id === prolific.id)).toHaveLength(4)
  expect(near).toHaveLength(50)
  expect(new Set(near).size).toBeGreaterThan(10)
  store.close()
})
