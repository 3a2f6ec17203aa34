import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Availability,
  createRandom,
  hourMs,
  instant,
  listenerId,
  minuteMs,
  type Random,
  requestId,
  sessionId,
  type Track,
} from '#domain'
import { surfaces, tierSchema } from '#surfaces'
import { answerOf, now, openSmallWorld, randomTracks } from './small-world.ts'

/**
 * Availability, for every surface in every tier, in every market and at every moment around which something begins or
 * ends: random catalogues of which most is limited. What may be served is said here once more, in other words than in the house.
 */
const listener = listenerId('l')
const markets = ['SE', 'US', 'JP']
const moments = [-1, 0, 1].flatMap((hours) => [-1, 0, 1].map((ms) => instant(now + hours * hourMs + ms)))

const someOf = <One>(random: Random, all: readonly One[]): One[] => all.filter(() => random.next() < 0.5)

const randomAvailability = (random: Random): Availability | undefined => {
  if (random.next() < 0.3) return undefined
  const hour = () => instant(now + (random.below(3) - 1) * hourMs)
  return {
    ...(random.next() < 0.3 && { markets: someOf(random, markets) }),
    ...(random.next() < 0.3 && { notMarkets: someOf(random, markets) }),
    ...(random.next() < 0.3 && { from: hour() }),
    ...(random.next() < 0.3 && { until: hour() }),
  }
}

/** Where nobody knows the market, it has to be any. */
const isAvailable = (track: Track, market: string | undefined, at: number): boolean => {
  const { markets: only, notMarkets, from, until } = track.availability ?? {}
  const isThere = (one: string) => (only === undefined || only.includes(one)) && !notMarkets?.includes(one)
  const asked = market === undefined ? [...markets, 'anywhere else'] : [market]
  return asked.every(isThere) && (from ?? Number.NEGATIVE_INFINITY) <= at && at < (until ?? Infinity)
}

const playsOf = (tracks: readonly Track[], random: Random) =>
  Array.from({ length: 40 }, (_, place) => ({
    type: 'track.played',
    id: `play-${place}`,
    at: now - (50 - place) * 10 * minuteMs,
    listenerId: listener,
    trackId: tracks[random.below(tracks.length)]?.id,
  }))

test('what may not be served in a market or at a moment is on no surface in no tier then and there [promise: rights-hold]', async () => {
  let shown = 0
  let limited = 0
  await fc.assert(
    fc.asyncProperty(fc.nat(1e6), fc.integer({ min: 10, max: 60 }), async (seed, count) => {
      const random = createRandom(`availability/${seed}`)
      const tracks = randomTracks(random, count).map((track): Track => {
        const availability = randomAvailability(random)
        return availability === undefined ? track : { ...track, availability }
      })
      const { services, catalog, store } = await openSmallWorld(tracks, playsOf(tracks, random))
      const trackOf = new Map<string, Track>(tracks.map((track) => [track.id, track]))
      const [first] = tracks
      if (first === undefined) expect.fail()
      for (let turn = 0; turn < 3; turn++) {
        const asOf = moments[random.below(moments.length)] ?? now
        const market = [undefined, ...markets][random.below(4)]
        limited += tracks.filter((track) => !isAvailable(track, market, asOf)).length
        const reads = await services.readsFor(listener, asOf)
        for (const surface of surfaces)
          for (const tier of tierSchema.options) {
            const asked = {
              requestId: requestId(`${surface.name}-${tier}-${turn}`),
              asOf,
              listenerId: listener,
              limit: 20,
              market,
              ...(surface.name !== 'home' && { currentKey: catalog.keyOf(first.id) }),
              ...(surface.name === 'session' && {
                session: {
                  id: sessionId('s'),
                  seed: { kind: 'artist' as const, id: first.artists[0]?.id ?? '' },
                  heardKeys: [],
                  skippedKeys: [],
                  heardOrSkippedKeys: [],
                },
              }),
            }
            const answer = await answerOf(surface.ask(asked, reads), tier, reads)
            const items = 'items' in answer ? answer.items : answer.shelves.flatMap((shelf) => shelf.items)
            for (const { track } of items) {
              shown++
              const known = trackOf.get(track.id) ?? expect.fail()
              expect(isAvailable(known, market, asOf), `${surface.name} (${tier}) shows ${track.id}`).toBe(
                true,
              )
            }
          }
      }
      store.close()
    }),
    { numRuns: 15 },
  )
  expect(shown).toBeGreaterThan(300)
  expect(limited).toBeGreaterThan(300)
}, 120_000)

test('where hardly anything may be served, the last tiers find what may, and do not look through all that is popular for it [promise: paid-once]', async () => {
  const random = createRandom('hardly')
  const tracks = randomTracks(random, 300).map(
    (track, place): Track => (place % 30 === 29 ? track : { ...track, availability: { markets: ['SE'] } }),
  )
  const { services, store } = await openSmallWorld(tracks, [])
  const reads = await services.readsFor(listener, now)
  let asksFor = 0
  const popular = (count: number, tag?: string) => {
    asksFor = Math.max(asksFor, count)
    return reads.models.popular(count, tag)
  }
  const counting = { ...reads, models: { ...reads.models, popular } }
  for (const surface of surfaces) {
    const id = tracks[0]?.artists[0]?.id ?? expect.fail()
    const seed = { kind: 'artist' as const, id }
    const asked = {
      ...{ requestId: requestId('r'), asOf: now, listenerId: listener, limit: 5, market: 'US' },
      ...(surface.name === 'session' && {
        session: { id: sessionId('s'), seed, heardKeys: [], skippedKeys: [], heardOrSkippedKeys: [] },
      }),
    }
    const answer = await answerOf(surface.ask(asked, counting), 'popular', counting)
    const items = 'items' in answer ? answer.items : answer.shelves.flatMap((shelf) => shelf.items)
    expect([surface.name, items.length > 0]).toEqual([surface.name, true])
  }
  expect(asksFor).toBeGreaterThan(0)
  expect(asksFor).toBeLessThan(100)
  store.close()
})
