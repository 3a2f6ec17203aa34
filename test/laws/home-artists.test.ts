import { expect, test } from 'vitest'
import { artistId, listenerId, minuteMs, recordingId, requestId, type Track, trackId } from '#domain'
import { home, homeSchema } from '#surfaces'
import { now, openSmallWorld } from './small-world.ts'

/** Law: no artist has more than four tracks on a home, over all of its shelves, where there are artists enough to fill it. */
const styles = ['dub', 'folk', 'techno', 'choral', 'bop']
const tracksBy = (artists: number) =>
  styles.flatMap((style, group) =>
    Array.from({ length: 80 }, (_, number): Track => {
      const name = `artist-${group * artists + (number % artists)}`
      const id = `${style}-${number}`
      return {
        id: trackId(id),
        recordingId: recordingId(id),
        title: `Song ${id}`,
        artists: [{ id: artistId(name), name }],
        featured: [],
        tags: [style, `mood-${number % 3}`],
        durationMs: 200_000 + 3_000 * number,
      }
    }),
  )

interface Besides {
  /** What Ann did besides listening. */
  readonly said?: readonly Readonly<Record<string, unknown>>[]
  readonly takenDown?: readonly Track[]
  readonly market?: string
}

/** Everybody plays one artist above all, and so does Ann. */
const homeOf = async (tracks: readonly Track[], { said = [], takenDown = [], market }: Besides = {}) => {
  const star = tracks[0]?.artists[0]?.id ?? ''
  const plays = tracks.flatMap((track, place) =>
    Array.from({ length: track.artists[0]?.id === star ? 9 : place % 3 }, (_, time) => ({
      type: 'track.played',
      id: `${track.id}/${time}`,
      listenerId: time % 2 === 0 ? 'ann' : `other-${time}`,
      trackId: track.id,
      at: now - (place + 1) * 60 * minuteMs - time,
    })),
  )
  const { services, catalog, store } = await openSmallWorld(tracks, [...plays, ...said])
  const orders = takenDown.map(({ artists }) => ({ kind: 'artist' as const, id: artists[0]?.id ?? '' }))
  await catalog.takeDown(orders, now)
  const listener = listenerId('ann')
  const reads = await services.readsFor(listener, now)
  const asking = { requestId: requestId('home'), asOf: now, listenerId: listener, limit: 12, market }
  const { body } = await services.serve(home.ask(asking, reads), reads)
  const { shelves } = homeSchema.parse(JSON.parse(body))
  const times = new Map<string, number>()
  for (const { track } of shelves.flatMap(({ items }) => items)) {
    const by = track.artists[0]?.id ?? ''
    times.set(by, (times.get(by) ?? 0) + 1)
  }
  const { same } = await services.decisions.replay(requestId('home'))
  store.close()
  return { shelves, most: Math.max(...times.values()), ofStar: times.get(star) ?? 0, same }
}

test('an artist has at most four tracks on all shelves together, and a replay says the same [promise: page-shared]', async () => {
  const { shelves, most, ofStar, same } = await homeOf(tracksBy(16))
  expect(shelves.length).toBeGreaterThan(5)
  expect([most, ofStar, same]).toEqual([4, 4, true])
})

const few = tracksBy(1)
/** One track each by so many others, who are numbered like everybody. */
const others = (changes: Partial<Track> = {}) =>
  Array.from({ length: 300 }, (_, number): Track => {
    const [track] = few.slice(number)
    const id = `other-${number}`
    const name = `other-artist-${number}`
    return {
      ...(track ?? expect.fail()),
      ...{
        id: trackId(id),
        recordingId: recordingId(id),
        title: id,
        artists: [{ id: artistId(name), name }],
      },
      ...changes,
    }
  })
const guests = few.map((track, number) => ({
  ...track,
  featured: [{ id: artistId(`guest-${number}`), name: `Guest ${number}` }],
}))
const blocks = others().map(({ artists }, number) => ({
  type: 'listener.blocked',
  id: `block-${number}`,
  listenerId: 'ann',
  at: now - 1,
  target: { kind: 'artist', id: artists[0]?.id ?? '' },
}))

test.each([
  ['alone', few, {}],
  ['with a guest on each track', guests, {}],
  ['after others were taken down', [...few, ...others()], { takenDown: others() }],
  [
    'where others are for another market',
    [...few, ...others({ availability: { markets: ['US'] } })],
    { market: 'SE' },
  ],
  ['for who has blocked the others', [...few, ...others()], { said: blocks }],
] as const)(
  'a library of few artists fills its shelves with them all the same, %s [promise: page-shared]',
  async (_, tracks, besides) => {
    const { shelves, same } = await homeOf(tracks, besides)
    expect(shelves.length).toBeGreaterThan(5)
    expect(shelves.flatMap(({ items }) => items).length).toBeGreaterThan(45)
    expect(same).toBe(true)
  },
)
