import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { artistId, creditsOf, minuteMs, type Track } from '#domain'
import { createHttpApp } from '#edges/http'
import { type Slate, slateSchema } from '#surfaces'
import { generateProlificWorld } from './prolific-world.ts'
import { now, openSmallWorld } from './small-world.ts'

/**
 * What is heard by who plays on, over the doors of the server: what is spaced within each answer must be spaced
 * from one answer to the next, however few tracks a player takes from each. Where it can't be, the answer says so.
 */
const { world, prolific, tracks: manyArtists } = generateProlificWorld('playing-on')
/** Three artists: nothing can be four places apart. The first has made most of it. */
const fewArtists: readonly Track[] = world.tracks.slice(0, 120).map((track, number) => {
  const by = number % 10 < 6 ? 'first' : number % 2 === 0 ? 'second' : 'third'
  return { ...track, artists: [{ id: artistId(by), name: by }], featured: [] }
})

const openPlayer = async (tracks: readonly Track[]) => {
  const has = new Set<string>(tracks.map(({ id }) => id))
  const events = [...world.events(1_000)]
    .flat()
    .filter((event) => !('trackId' in event) || has.has(event.trackId))
  const { services, store } = await openSmallWorld(
    tracks,
    events.map((event) => ({ ...event })),
  )
  const app = await createHttpApp(services, {
    version: '0.0.0',
    loopbackOnly: true,
    onFault: (fault) => {
      throw fault
    },
  })
  const byId = new Map<string, Track>(tracks.map((track) => [track.id, track]))
  let told = 0
  return {
    trackOf: (id: string) => byId.get(id) ?? expect.fail(),
    async send(method: 'GET' | 'POST', url: string, payload?: object): Promise<unknown> {
      const answer = await app.inject({ method, url, ...(payload && { payload }) })
      expect(answer.statusCode, answer.body).toBeLessThan(300)
      return answer.json()
    },
    /** A second after the one before, and all within the hour. */
    async tellPlayed(fields: object) {
      told++
      const at = now - 50 * minuteMs + told * 1000
      const event = { id: `told-${told}`, type: 'track.played', at, playedMs: 60_000, ...fields }
      await this.send('POST', '/v1/events', event)
    },
    async close() {
      await app.close()
      store.close()
    },
  }
}
type Player = Awaited<ReturnType<typeof openPlayer>>

/** One kind of going on and on: how it is asked, how it is told, and what it promises. */
interface Station {
  readonly gap: number
  readonly perArtist: number
  /** `playing` is what no event has told of; `before` is what the player played, newest first. */
  next(limit: number, playing: string | undefined, before: readonly string[]): Promise<Slate>
  tell(trackId: string): Promise<void>
  artistOf(trackId: string): string
}

interface Seed {
  readonly kind: 'track' | 'artist' | 'tag'
  readonly id: string
}
const radio = async (player: Player, listenerId: string, seed: Seed): Promise<Station> => {
  const { sessionId } = z
    .object({ sessionId: z.string() })
    .parse(await player.send('POST', '/v1/sessions', { listenerId, seed }))
  return {
    gap: 3,
    perArtist: 4,
    async next(limit, playing) {
      const current = playing === undefined ? '' : `&trackId=${playing}`
      return slateSchema.parse(
        await player.send('GET', `/v1/sessions/${sessionId}/next?limit=${limit}${current}`),
      )
    },
    tell: (trackId) => player.tellPlayed({ listenerId, sessionId, trackId }),
    artistOf(trackId) {
      const people = creditsOf(player.trackOf(trackId)).map(({ id }) => `${id}`)
      return seed.kind === 'artist' && people.includes(seed.id) ? seed.id : (people[0] ?? '')
    },
  }
}

const nowPlaying = (player: Player, listenerId: string): Station => ({
  gap: 4,
  perArtist: 3,
  async next(limit, playing, before) {
    const body = {
      ...(playing !== undefined && { trackId: playing }),
      recentTrackIds: before.slice(0, 20),
      limit,
    }
    return slateSchema.parse(await player.send('POST', `/v1/listeners/${listenerId}/now-playing`, body))
  },
  tell: (trackId) => player.tellPlayed({ listenerId, trackId }),
  artistOf: (trackId) => player.trackOf(trackId).artists[0]?.id ?? '',
})

interface Heard {
  readonly trackId: string
  /** Whether the slate it is from says that spacing gave way. */
  readonly said: boolean
}
const length = 30
const itemsOf = ({ items, degraded }: Slate): Heard[] =>
  items.map(({ track }) => ({
    trackId: track.id,
    said: degraded.some((line) => line.startsWith('diversification: ')),
  }))

/** Takes all of an answer, and tells of each track when it has ended. */
const taking = (count: number) => async (station: Station, first: string | undefined) => {
  const heard: Heard[] = first === undefined ? [] : [{ trackId: first, said: true }]
  while (heard.length < length) {
    const past = heard.map(({ trackId }) => trackId).reverse()
    for (const item of itemsOf(await station.next(count, undefined, past))) {
      await station.tell(item.trackId)
      heard.push(item)
    }
  }
  return heard
}

/** As the console: the next of the queue begins, the one before is told, and the rest of the queue is asked for. */
const asTheConsole = async (station: Station, first: string | undefined) => {
  const heard: Heard[] = []
  const played = () => heard.map(({ trackId }) => trackId).reverse()
  let queue =
    first === undefined ? itemsOf(await station.next(12, undefined, [])) : [{ trackId: first, said: true }]
  while (heard.length < length) {
    const [current] = queue
    if (current === undefined) break
    const before = played()
    heard.push(current)
    const slate = await station.next(12, current.trackId, before)
    queue = itemsOf(slate).filter(({ trackId }) => !played().slice(0, 20).includes(trackId))
    await station.tell(current.trackId)
  }
  return heard
}

const ways = [
  ['one at a time', taking(1)],
  ['five at a time', taking(5)],
  ['as the console', asTheConsole],
] as const

/** How many tracks came nearer or more often than promised, and of those how many without a word. */
const strainsIn = (heard: readonly Heard[], { gap, perArtist, artistOf }: Station) => {
  const artists = heard.map(({ trackId }) => artistOf(trackId))
  const strained = heard.filter((_, place) => {
    const before = artists.slice(Math.max(0, place - 14), place)
    const artist = artists[place] ?? ''
    return (
      before.slice(-gap).includes(artist) || before.filter((other) => other === artist).length >= perArtist
    )
  })
  return { strained: strained.length, silently: strained.filter(({ said }) => !said).length, artists }
}

/** The fewest artists of fifteen in a row, and how many different distances lie between the plays of the commonest. */
const varietyIn = (artists: readonly string[]) => {
  const rows = artists.slice(0, -14).map((_, start) => new Set(artists.slice(start, start + 15)).size)
  const placesOf = (artist: string) => artists.flatMap((other, place) => (other === artist ? [place] : []))
  const places = [...new Set(artists)]
    .map(placesOf)
    .reduce((one, other) => (other.length > one.length ? other : one))
  const distances = places.slice(1).map((place, before) => place - (places[before] ?? 0))
  return { fewest: Math.min(...rows), distances: new Set(distances).size }
}

describe('with many artists, who plays on hears each of them spaced and at most so often', () => {
  let player: Player
  beforeAll(async () => {
    player = await openPlayer(manyArtists)
  })
  afterAll(() => player.close())

  const seeds: readonly Seed[] = [
    { kind: 'artist', id: prolific.id },
    { kind: 'artist', id: world.tracks[1]?.artists[0]?.id ?? '' },
    { kind: 'track', id: world.tracks[0]?.id ?? '' },
    { kind: 'track', id: world.tracks[7]?.id ?? '' },
    { kind: 'tag', id: 'drone' },
    { kind: 'tag', id: world.tracks[1]?.tags[0] ?? '' },
  ]

  test.each(ways)(
    'in a radio on an artist, a track or a tag, %s [promise: plays-on-spaced]',
    async (way, playOn) => {
      for (const seed of seeds) {
        const station = await radio(player, `radio ${way} ${seed.kind} ${seed.id}`, seed)
        const heard = await playOn(station, undefined)
        expect(new Set(heard.map(({ trackId }) => trackId)).size).toBe(heard.length)
        const { strained, artists } = strainsIn(heard, station)
        expect([seed, strained, artists]).toEqual([seed, 0, artists])
        expect(artists.length).toBeGreaterThanOrEqual(length)
        if (seed.kind === 'artist') expect(artists).toContain(seed.id)
        const { fewest, distances } = varietyIn(artists)
        expect([fewest >= 6, artists]).toEqual([true, artists])
        expect([distances > 1, artists]).toEqual([true, artists])
      }
    },
  )

  test.each(ways)('in what plays next for a listener with a history or without, %s', async (way, playOn) => {
    const listeners = [...world.listeners.slice(0, 3).map(({ id }) => `${id}`), `new ${way}`]
    for (const listener of listeners) {
      const station = nowPlaying(player, listener)
      const heard = await playOn(station, world.tracks[0]?.id)
      const { strained, artists } = strainsIn(heard, station)
      expect([listener, strained, artists]).toEqual([listener, 0, artists])
      expect(artists.length).toBeGreaterThanOrEqual(length)
      const { fewest, distances } = varietyIn(artists)
      expect([fewest >= 6 && distances > 1, artists]).toEqual([true, artists])
    }
  })
})

describe('with few artists, spacing gives way by as little as will do, and every such answer says so', () => {
  let player: Player
  beforeAll(async () => {
    player = await openPlayer(fewArtists)
  })
  afterAll(() => player.close())

  test.each(ways)('%s', async (way, playOn) => {
    const seeds: readonly Seed[] = [
      { kind: 'artist', id: 'first' },
      { kind: 'track', id: fewArtists[0]?.id ?? '' },
      { kind: 'tag', id: fewArtists[0]?.tags[0] ?? '' },
    ]
    const stations = [nowPlaying(player, `new ${way}`)]
    for (const seed of seeds) stations.push(await radio(player, `radio ${way} ${seed.kind}`, seed))
    for (const station of stations) {
      const { strained, silently, artists } = strainsIn(await playOn(station, undefined), station)
      expect(strained).toBeGreaterThan(length / 2)
      expect(silently).toBe(0)
      // Three artists take turns for as long as each of them has a track left that may be found.
      const twice = artists.filter((artist, place) => artist === artists[place - 1])
      expect([twice, artists]).toEqual([[], artists])
      const { requestId } = await station.next(5, undefined, [])
      expect(await player.send('POST', `/v1/decisions/${requestId}/replay`)).toMatchObject({ same: true })
    }
  })
})
