import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  artistId,
  createRandom,
  eventId,
  minuteMs,
  recordingId,
  requestId,
  sessionId,
  type Track,
  trackId,
} from '#domain'
import { nowPlaying, readSession, type Surface, session } from '#surfaces'
import { askEverywhere, listener } from './ask-everywhere.ts'
import { kinds, rulingOn } from './rulings.ts'
import { answerOf, now, openSmallWorld, randomTracks, spelledOtherwise } from './small-world.ts'

/**
 * Limits, for every surface in every tier: random catalogues with guests, versions, and songs once more under other
 * spellings, releases and lengths; a listener who plays much and then rules one thing out, and often a further one. Neither it nor another
 * version of it, nor the same song or artist spelt otherwise, may be shown, nor may it name a shelf or a reason. The listener played what is ruled out last, so everything that leans on history would lead there.
 * Nor does it come back when the very version that was judged leaves the library and another one stays.
 */
const cases = kinds.flatMap((kind) =>
  (['stays', 'is withdrawn'] as const).map((then) => [kind, then] as const),
)

describe('what a listener has ruled out', () => {
  const world = fc.record({
    seed: fc.nat(1e6),
    count: fc.integer({ min: 8, max: 40 }),
    pick: fc.nat(1000),
    further: fc.option(fc.record({ kind: fc.constantFrom(...kinds), pick: fc.nat(1000) }), { freq: 2 }),
  })

  test.each(cases)(
    'is on no surface in no tier and is named nowhere: %s, and what was judged %s afterwards [promise: blocks-hold]',
    async (kind, then) => {
      let checked = 0
      await fc.assert(
        fc.asyncProperty(world, async ({ seed, count, pick, further }) => {
          const random = createRandom(`limits/${seed}`)
          const known = spelledOtherwise(random, randomTracks(random, count))
          const { tracks } = known
          const ruling = rulingOn(kind, known, pick)
          if (ruling === undefined) return
          const more = further === null ? undefined : rulingOn(further.kind, known, further.pick)
          const rulings = more === undefined ? [ruling] : [ruling, more]
          const isBarred = (track: Track) => rulings.some(({ bars }) => bars(track))
          const trackOf = new Map<string, Track>(tracks.map((track) => [track.id, track]))
          const barredTitles = new Set(tracks.filter(isBarred).map(({ title }) => `“${title}”`))
          const freeTitles = new Set(
            tracks.filter((track) => !isBarred(track)).map(({ title }) => `“${title}”`),
          )
          const withdrawn = then === 'stays' ? [] : tracks.filter(ruling.judged)
          if (withdrawn.length === tracks.length) return
          for (const { where, items, words } of await askEverywhere(tracks, rulings, seed, (catalog) =>
            catalog.withdraw(withdrawn.map(({ id }) => id)),
          )) {
            for (const { track, reason } of items) {
              const known = trackOf.get(track.id) ?? expect.fail()
              expect(isBarred(known), `${where} shows ${track.id}`).toBe(false)
              checked++
              const cause = reason.trackId === undefined ? undefined : trackOf.get(reason.trackId)
              expect(cause !== undefined && isBarred(cause), `${where}: ${reason.text}`).toBe(false)
            }
            for (const line of words) {
              const quoted = line.match(/“[^”]*”/)?.[0]
              const barred = quoted !== undefined && barredTitles.has(quoted) && !freeTitles.has(quoted)
              expect(barred, `${where}: ${line}`).toBe(false)
            }
          }
        }),
        { numRuns: 25 },
      )
      expect(checked).toBeGreaterThan(1000)
    },
  )
})

test('what was heard of a version that was withdrawn holds for the others: they rest, and are not new to the listener', async () => {
  const [song] = randomTracks(createRandom('heard'), 1)
  const others = randomTracks(createRandom('heard/others'), 30).map((track) => ({
    ...track,
    id: trackId(`other-${track.id}`),
    recordingId: recordingId(`other-${track.recordingId}`),
  }))
  if (song === undefined) expect.fail()
  const first = { ...song, id: trackId('v1') }
  const second = { ...song, id: trackId('v2') }
  const hearing = { trackId: first.id, sessionId: 's', listenerId: listener }
  const { services, catalog, tell, store } = await openSmallWorld(
    [first, second, ...others],
    [{ ...hearing, type: 'track.played', id: 'long-ago', at: now - 5 * 60 * minuteMs }],
  )
  await services.journal.append([
    {
      event: {
        type: 'session.started',
        id: eventId('start'),
        at: now,
        listenerId: listener,
        sessionId: sessionId('s'),
        seed: { kind: 'tag', id: 'pop' },
      },
    },
  ])
  const ask = async (surface: Surface, session?: Awaited<ReturnType<typeof readSession>>) => {
    const reads = await services.readsFor(listener, now)
    const asked = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 50, session }
    const answer = await answerOf(surface.ask(asked, reads), 'full', reads)
    return 'items' in answer ? answer.items : []
  }
  const played = () => readSession(services.features, catalog, sessionId('s'))
  await catalog.withdraw([first.id])
  const heard = (await ask(nowPlaying)).find(({ track }) => track.id === second.id)
  expect(heard?.reason.text).toBe('You last played this within a day')
  expect((await ask(session, await played())).map(({ track }) => track.id)).not.toContain(second.id)
  await tell([{ ...hearing, type: 'track.played', id: 'just-now', at: now - minuteMs }])
  expect((await ask(nowPlaying)).map(({ track }) => track.id)).not.toContain(second.id)
  store.close()
})

const rated = (track: Track, type: 'track.liked' | 'track.disliked') => ({
  type,
  id: `${type}-${track.id}`,
  at: now - minuteMs,
  listenerId: listener,
  trackId: track.id,
})

test('a dislike of a song leaves out its other recordings, but for one that the listener says to like', async () => {
  const takes = randomTracks(createRandom('takes'), 1).flatMap((song) =>
    ['studio', 'live', 'demo'].map((take, place) => ({
      ...song,
      id: trackId(take),
      recordingId: recordingId(take),
      durationMs: 100_000 + 30_000 * place,
    })),
  )
  const [studio, live] = takes
  if (studio === undefined || live === undefined) expect.fail()
  const { services, store } = await openSmallWorld(takes, [
    rated(studio, 'track.disliked'),
    rated(live, 'track.liked'),
  ])
  const reads = await services.readsFor(listener, now)
  const asked = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 5 }
  for (const tier of ['full', 'popular'] as const) {
    const answer = await answerOf(nowPlaying.ask(asked, reads), tier, reads)
    expect('items' in answer && answer.items.map(({ track }) => track.id)).toEqual(['live'])
  }
  store.close()
})

test('the last tier of a session finds what is free behind all that the listener has blocked', async () => {
  const tracks = randomTracks(createRandom('behind'), 400)
  const target = { kind: 'tag', id: 'pop' }
  const ruling = { type: 'listener.blocked', id: 'b', at: now - minuteMs, listenerId: listener, target }
  const { services, store } = await openSmallWorld(tracks, [ruling])
  const reads = await services.readsFor(listener, now)
  const question = session.ask(
    {
      requestId: requestId('r'),
      asOf: now,
      listenerId: listener,
      limit: 8,
      session: {
        id: sessionId('s'),
        seed: { kind: 'tag', id: 'jazz' },
        heardKeys: [],
        skippedKeys: [],
        heardOrSkippedKeys: [],
      },
    },
    reads,
  )
  const answer = await answerOf(question, 'popular', reads)
  expect('items' in answer && answer.items.length).toBe(8)
  store.close()
})

test('a block that an older Segue logged as it was spelt holds', async () => {
  const tracks = ['reggae', 'pop'].map((tag): Track => {
    const [track] = randomTracks(createRandom(tag), 1)
    if (track === undefined) expect.fail()
    return { ...track, id: trackId(tag), recordingId: recordingId(tag), tags: [tag] }
  })
  const { services, store } = await openSmallWorld(tracks, [])
  const said = { id: eventId('b'), at: now, listenerId: listener, type: 'listener.blocked' as const }
  await services.journal.append([{ event: { ...said, target: { kind: 'tag', id: 'Reggae' } } }])
  const reads = await services.readsFor(listener, now)
  const question = nowPlaying.ask(
    { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 5 },
    reads,
  )
  const answer = await answerOf(question, 'popular', reads)
  expect('items' in answer && answer.items.map(({ track }) => track.id)).toEqual(['pop'])
  store.close()
})

test('a block judges the credits of the moment, also for a listener who was read before they changed', async () => {
  const by = (name: string): Track => {
    const [track] = randomTracks(createRandom(name), 1)
    if (track === undefined) expect.fail()
    const artists = [{ id: artistId(name), name }]
    return { ...track, id: trackId(name), recordingId: recordingId(name), artists, featured: [] }
  }
  const target = { kind: 'artist', id: 'gamma' }
  const ruling = { id: 'b', at: now, listenerId: listener, type: 'listener.blocked', target }
  const { services, catalog, store } = await openSmallWorld([by('alpha'), by('beta'), by('gamma')], [ruling])
  await services.readsFor(listener, now)
  // Nobody is called alpha any more, and everybody after has another number.
  await catalog.upsert([{ ...by('delta'), id: trackId('alpha') }])
  const reads = await services.readsFor(listener, now)
  const asked = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 5 }
  const answer = await answerOf(nowPlaying.ask(asked, reads), 'popular', reads)
  expect('items' in answer && answer.items.map(({ track }) => track.id).sort()).toEqual(['alpha', 'beta'])
  store.close()
})

test('a block on an artist holds when the spelling is mended and nobody has the old id any more', async () => {
  const by = (name: string): Track => {
    const [track] = randomTracks(createRandom(name), 1)
    if (track === undefined) expect.fail()
    const artists = [{ id: artistId(`artist:${name.toLowerCase()}`), name }]
    return { ...track, id: trackId(name), recordingId: recordingId(name), artists, featured: [] }
  }
  const target = { kind: 'artist', id: 'artist:beyoncé' }
  const ruling = { id: 'b', at: now, listenerId: listener, type: 'listener.blocked', target }
  const { services, catalog, store } = await openSmallWorld([by('Beyoncé'), by('Other')], [ruling])
  await catalog.upsert([{ ...by('Beyonce'), id: trackId('Beyoncé') }])
  const reads = await services.readsFor(listener, now)
  const asked = { requestId: requestId('r'), asOf: now, listenerId: listener, limit: 5 }
  const answer = await answerOf(nowPlaying.ask(asked, reads), 'popular', reads)
  expect('items' in answer && answer.items.map(({ track }) => track.id)).toEqual(['Other'])
  store.close()
})
