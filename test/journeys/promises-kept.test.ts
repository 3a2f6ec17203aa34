import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, createClient, type Item, ProblemError, type Track } from '../../client/src/index.ts'
import { type StartedServer, startServer } from './started-server.ts'

/** What a listener is promised, kept over real HTTP on a small library with guests and several versions. */
const folder = mkdtempSync(join(tmpdir(), 'segue-promises-'))
const library = join(folder, 'tracks.jsonl')
const tags = ['folk', 'jazz', 'ambient', 'rock', 'dub']
const guest = 'Guest Star'
const tracks = Array.from({ length: 400 }, (_, index) => ({
  id: `track-${index}`,
  // The last forty are other versions of the first forty.
  title: `Song ${index % 360}`,
  artist: index % 40 === 0 ? guest : `Artist ${index % 40}`,
  ...(index % 7 === 3 && { featured: guest }),
  album: `Record ${index % 80}`,
  duration_ms: 180_000 + (index % 360) * 10,
  genre: tags[index % tags.length],
}))

let server: StartedServer
let segue: Client
beforeAll(async () => {
  writeFileSync(library, tracks.map((track) => JSON.stringify(track)).join('\n'))
  server = await startServer({ library, args: ['--listeners', '40', '--days', '6'] })
  segue = createClient({ baseUrl: server.url })
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const play = (listenerId: string, trackId: string, minutesAgo: number) =>
  ({ type: 'track.played', listenerId, trackId, at: Date.now() - minutesAgo * 60_000 }) as const

/** Everything a listener can be shown, surface by surface. */
const everySurface = async (listenerId: string): Promise<ReadonlyMap<string, readonly Item[]>> => {
  const session = await segue.sessions.start({ listenerId, seed: { kind: 'tag', id: 'jazz' } })
  const [home, next, like, follows] = await Promise.all([
    segue.home(listenerId),
    segue.nowPlaying(listenerId, { trackId: 'track-3', limit: 50 }),
    segue.similar('track-10', { listenerId, limit: 50 }),
    segue.sessions.next(session.sessionId, { limit: 50 }),
  ])
  return new Map([
    ['home', home.shelves.flatMap(({ items }) => items)],
    ['now-playing', next.items],
    ['similar', like.items],
    ['session', follows.items],
  ])
}

const credits = ({ artists, featured }: Track) => [...artists, ...featured]

describe('promises to a listener', () => {
  it('welcomes a listener without a history with four shelves or more [promise: welcome-home]', async () => {
    const { shelves, tier } = await segue.home('nobody-yet')
    expect(tier).toBe('full')
    expect(shelves.length).toBeGreaterThanOrEqual(4)
    for (const { title, why, items } of shelves) {
      expect(title).not.toBe('')
      expect(why).not.toBe('')
      expect(items.length).toBeGreaterThanOrEqual(3)
    }
  })

  it('keeps what is blocked away from every surface and from search, guests included [promise: blocks-hold]', async () => {
    const [known] = (await segue.search({ q: guest })).artists.filter(({ name }) => name === guest)
    if (known === undefined) throw new Error('the guest is not in the catalogue')
    const credited = async () => {
      const shown = [...(await everySurface('blocker')).values()].flat()
      return shown.filter(({ track }) => credits(track).some(({ id }) => id === known.id)).length
    }
    expect(await credited()).toBeGreaterThan(0)
    const blocks = [
      { kind: 'artist', id: known.id },
      { kind: 'tag', id: 'dub' },
      { kind: 'track', id: 'track-1' },
    ] as const
    for (const block of blocks) await segue.blocks.add('blocker', block)
    for (const [surface, items] of await everySurface('blocker')) {
      expect(items.length, surface).toBeGreaterThan(0)
      for (const { track } of items) {
        expect(
          credits(track).map(({ id }) => id),
          surface,
        ).not.toContain(known.id)
        expect(track.tags, surface).not.toContain('dub')
        // track-361 is another version of track-1.
        expect(['track-1', 'track-361'], surface).not.toContain(track.id)
      }
    }
    const found = await segue.search({ q: guest, listenerId: 'blocker' })
    expect(found.tracks).toEqual([])
    expect(found.hiddenByBlocks).toBeGreaterThan(0)
    const versions = await segue.search({ q: 'Song 1', listenerId: 'blocker', limit: 100 })
    expect(versions.tracks.filter(({ id }) => id === 'track-1' || id === 'track-361')).toEqual([])
    for (const block of blocks) await segue.blocks.remove('blocker', block)
    expect(await credited()).toBeGreaterThan(0)
  })

  it('says of every item why it is there, and it is so [promise: true-reasons]', async () => {
    const heard = ['track-2', 'track-12', 'track-22', 'track-32']
    await segue.events.send(heard.map((id, place) => play('reasoner', id, 600 + place)))
    const views = await Promise.all(heard.map((id) => segue.tracks.get(id)))
    const artistsPlayed = new Set(views.flatMap(credits).map(({ id }) => id))
    const causes = new Map<string, string>()
    for (const id of [...heard, 'track-3', 'track-10']) causes.set(id, (await segue.tracks.get(id)).title)
    const told = new Set<string>()
    const isSo = ({ track, reason }: Item, surface: string): boolean => {
      const credit = credits(track).find(({ id }) => id === reason.artistId)
      const cause = causes.get(reason.trackId ?? '')
      switch (reason.code) {
        case 'artist-you-play':
          // Each was played once, which is not often.
          return (
            credit !== undefined &&
            artistsPlayed.has(credit.id) &&
            reason.text === `You have played ${credit.name}`
          )
        case 'tag-you-play':
          return track.tags.includes('ambient') && reason.text === 'You play ambient'
        case 'heard-before':
          return (
            views.some(({ title }) => title === track.title) &&
            reason.text === 'You last played this within a day'
          )
        case 'seed-tag':
          return (
            surface === 'session' && track.tags.includes('jazz') && reason.text === 'From your jazz session'
          )
        case 'sounds-like':
          return cause !== undefined && reason.text === `Close in style to “${cause}”`
        case 'shares-tag':
          return (
            surface === 'similar' &&
            cause !== undefined &&
            track.tags.includes(reason.tag ?? '') &&
            reason.text === `Tagged ${reason.tag}, like “${cause}”`
          )
        case 'played-after':
          return cause !== undefined && reason.text === `Often played after “${cause}”`
        case 'popular':
          return reason.text === 'Often played here'
        case 'explore':
          return !heard.includes(track.id)
        default:
          // Nothing was liked, no session began with an artist, and no track has a date.
          return false
      }
    }
    for (const [surface, items] of await everySurface('reasoner')) {
      for (const item of items) {
        expect(isSo(item, surface), `${surface}: ${item.track.title}: ${JSON.stringify(item)}`).toBe(true)
        told.add(item.reason.code)
      }
    }
    expect([...told]).toEqual(expect.arrayContaining(['artist-you-play', 'tag-you-play', 'seed-tag']))
    expect(told.has('sounds-like') || told.has('played-after')).toBe(true)
  })

  it('never serves a recording twice, in any version, in a slate or on a home [promise: no-recording-twice]', async () => {
    for (const [surface, items] of await everySurface('counter')) {
      const recordings = items.map(({ track }) => `${track.artists[0]?.name}: ${track.title}`)
      expect(new Set(recordings).size, surface).toBe(items.length)
    }
  })

  it('does not bring the skipped back into a session over HTTP [promise: skips-bend]', async () => {
    const listenerId = 'skipper'
    const { sessionId } = await segue.sessions.start({ listenerId, seed: { kind: 'tag', id: 'jazz' } })
    const before = await segue.sessions.next(sessionId, { limit: 20 })
    const skipped = before.items.slice(0, 3).map(({ track }) => track.id)
    await segue.sessions.send(
      sessionId,
      skipped.map((trackId) => ({ type: 'track.skipped', trackId, positionMs: 3_000 })),
    )
    const after = await segue.sessions.next(sessionId, { limit: 20 })
    const followed = after.items.map(({ track }) => track.id)
    expect(followed.filter((id) => skipped.includes(id))).toEqual([])
  })
})

describe('promises to an engineer', () => {
  it('makes the answer of each surface again, byte for byte [promise: replay]', async () => {
    await segue.events.send([play('replayed', 'track-5', 30), play('replayed', 'track-15', 20)])
    const { sessionId } = await segue.sessions.start({
      listenerId: 'replayed',
      seed: { kind: 'track', id: 'track-5' },
    })
    const answers = [
      await segue.home('replayed'),
      await segue.nowPlaying('replayed', { trackId: 'track-5' }),
      await segue.similar('track-5', { listenerId: 'replayed' }),
      await segue.sessions.next(sessionId),
    ]
    // What happens afterwards must not show in the replay.
    await segue.events.send([play('replayed', 'track-25', 1)])
    await segue.blocks.add('replayed', { kind: 'tag', id: 'rock' })
    for (const answer of answers) {
      const replay = await segue.decisions.replay(answer.requestId)
      expect(replay.same).toBe(true)
      expect(JSON.parse(replay.body)).toEqual(answer)
    }
  })

  it('says where a slate came from, in the body and in headers [promise: tier-named]', async () => {
    const response = await fetch(`${server.url}/v1/listeners/anyone/home`)
    const home: { tier: string; recipe: string; requestId: string } = await response.json()
    expect(home).toMatchObject({ surface: 'home', tier: 'full', degraded: [] })
    expect(home.recipe).toMatch(/^home@\d+$/)
    expect(response.headers.get('segue-tier')).toBe(home.tier)
    expect(response.headers.get('segue-recipe')).toBe(home.recipe)
    expect(response.headers.get('request-id')).toBe(home.requestId)
    expect(response.headers.get('segue-models')).toMatch(/popularity=\w+/)
  })

  it('says in a problem document what is wrong and what to do [promise: errors-advise]', async () => {
    const asked: readonly (readonly [string, RequestInit, number, RegExp])[] = [
      ['/v1/nothing', {}, 404, /openapi\.json/],
      ['/v1/tracks/unknown', {}, 404, /\/v1\/search/],
      [
        '/v1/events',
        { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
        400,
        /JSON/,
      ],
      [
        '/v1/events',
        { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } },
        415,
        /application\/json/,
      ],
    ]
    for (const [path, init, status, advice] of asked) {
      const response = await fetch(`${server.url}${path}`, init)
      expect(response.status, path).toBe(status)
      expect(response.headers.get('content-type'), path).toMatch(/^application\/problem\+json/)
      const problem: { detail: string; requestId: string } = await response.json()
      expect(problem.detail).toMatch(advice)
      expect(problem.requestId).toBe(response.headers.get('request-id'))
    }
    await expect(segue.decisions.get('no-such')).rejects.toBeInstanceOf(ProblemError)
  })

  it('describes itself', async () => {
    const response = await fetch(`${server.url}/openapi.json`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ openapi: '3.1.0' })
  })
})
