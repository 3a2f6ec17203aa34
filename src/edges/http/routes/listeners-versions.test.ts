import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Catalog } from '#catalog'
import { trackId } from '#domain'
import type { EventLog } from '#log'
import { allEvents } from '../../../log/event-log.sample.ts'
import { sampleNow as now, openSampleApp } from '../app.sample.ts'

const pageSchema = z.object({
  total: z.number(),
  tracks: z.array(z.object({ id: z.string() })),
  next: z.string().optional(),
})

let app: FastifyInstance
let log: EventLog
let catalog: Catalog
beforeEach(async () => {
  const sample = await openSampleApp()
  app = sample.app
  log = sample.log
  catalog = sample.catalog
  await sample.putTracks([{ id: 'song', title: 'Song', artists: ['Host'] }])
})

let sent = 0
const send = async (type: string, at: number, about: object) => {
  const event = { id: `e${++sent}`, type, at, listenerId: 'ann', ...about }
  expect((await app.inject({ method: 'POST', url: '/v1/events', payload: event })).statusCode).toBe(200)
}

describe('of a recording in several versions', () => {
  const version = (id: string) => ({
    ...{ id, title: `Take Five (${id})`, recordingId: 'take-five' },
    artists: ['Dave'],
  })
  beforeEach(async () => {
    const payload = ['album', 'single', 'best-of'].map(version)
    expect((await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload })).statusCode).toBe(200)
  })
  const listed = async () => {
    const idsOf = z.array(z.object({ id: z.string() })).transform((all) => all.map(({ id }) => id))
    return z
      .object({ total: z.number(), tracks: idsOf, withdrawn: idsOf })
      .parse((await app.inject({ url: '/v1/listeners/ann/likes' })).json())
  }
  const rate = (rating: string, id: string) => send(`track.${rating}`, now, { trackId: id })

  it('lists a like as a version that is there, and as withdrawn when none is left [promise: likes-hold]', async () => {
    await rate('liked', 'single')
    await catalog.withdraw([trackId('single')])
    expect(await listed()).toEqual({ total: 1, tracks: ['album'], withdrawn: [] })
    await catalog.withdraw([trackId('album')])
    expect(await listed()).toEqual({ total: 1, tracks: ['best-of'], withdrawn: [] })
    await catalog.withdraw([trackId('best-of')])
    expect(await listed()).toEqual({ total: 1, tracks: [], withdrawn: ['single'] })
  })

  it('counts a like of two versions once, and shows the last, or one that is there [promise: likes-hold]', async () => {
    await rate('liked', 'single')
    await rate('liked', 'best-of')
    expect(await listed()).toMatchObject({ total: 1, tracks: ['best-of'] })
    await catalog.withdraw([trackId('best-of')])
    expect(await listed()).toEqual({ total: 1, tracks: ['album'], withdrawn: [] })
  })

  it('hears the last word on whatever version, gone or there [promise: last-word-holds]', async () => {
    await rate('liked', 'single')
    await catalog.withdraw([trackId('single')])
    await rate('unrated', 'album')
    expect(await listed()).toEqual({ total: 0, tracks: [], withdrawn: [] })
    await rate('liked', 'album')
    await rate('unrated', 'single')
    expect(await listed()).toMatchObject({ total: 0 })
    await rate('disliked', 'best-of')
    await rate('liked', 'album')
    expect(await listed()).toMatchObject({ total: 1, tracks: ['album'] })
    await rate('disliked', 'best-of')
    expect(await listed()).toMatchObject({ total: 0 })
    await rate('unrated', 'best-of')
    expect(await listed()).toMatchObject({ total: 0 })
  })

  it('hears the last word however many versions there are, in what is served too [promise: last-word-holds]', async () => {
    const many = Array.from({ length: 60 }, (_, number) => ({ ...version('take'), id: `take-${number}` }))
    const added = await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: many })
    expect(added.json()).toMatchObject({ refused: [] })
    const stops = async () =>
      JSON.stringify((await app.inject({ url: '/v1/listeners/ann/last-stop' })).json())
    await send('track.played', now, { trackId: 'take-30' })
    await rate('disliked', 'take-59')
    expect(await stops()).not.toContain('Take Five')
    await rate('liked', 'take-0')
    expect(await listed()).toEqual({ total: 1, tracks: ['take-0'], withdrawn: [] })
    expect(await stops()).toContain('Take Five')
    await rate('unrated', 'take-59')
    expect(await listed()).toMatchObject({ total: 0 })
  })

  it('writes of a rating nothing about the other versions', async () => {
    await rate('liked', 'single')
    const stored = (await allEvents(log)).map(({ event }) => event)
    expect(JSON.stringify(stored)).not.toMatch(/album|best-of/)
  })

  it('ends with a dislike of what turns out to be a version of it', async () => {
    const apart = { ...version('live'), recordingId: 'live' }
    await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: apart })
    await rate('liked', 'album')
    await rate('disliked', 'live')
    expect(await listed()).toMatchObject({ total: 1 })
    await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: version('live') })
    expect(await listed()).toMatchObject({ total: 0 })
  })
})

it('lists every like by the page, none twice and none left out, whatever is liked meanwhile', async () => {
  const songs = Array.from({ length: 700 }, (_, number) => ({
    id: `liked-${number}`,
    title: `Song ${number}`,
  }))
  for (let start = 0; start < songs.length; start += 350) {
    const payload = songs.slice(start, start + 350)
    await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload })
  }
  const like = (number: number, trackId: string) => ({
    ...{ id: `like-${number}`, type: 'track.liked', listenerId: 'ann', trackId },
    // Several at one moment, as a player sends them that was away.
    at: now - 1_000 * Math.floor(number / 9),
  })
  const payload = songs.map(({ id }, number) => like(number, id))
  await app.inject({ method: 'POST', url: '/v1/events', payload })
  const seen: string[] = []
  let next = ''
  do {
    const page = pageSchema.parse(
      (await app.inject({ url: `/v1/listeners/ann/likes?limit=64${next && `&before=${next}`}` })).json(),
    )
    seen.push(...page.tracks.map(({ id }) => id))
    expect(page.total).toBe(seen.length <= 64 ? 700 : 701)
    if (seen.length <= 64) await send('track.liked', now, { trackId: 'song' })
    next = encodeURIComponent(page.next ?? '')
  } while (next !== '')
  expect(seen).toHaveLength(700)
  expect(new Set(seen)).toEqual(new Set(songs.map(({ id }) => id)))
  expect((await app.inject({ url: '/v1/listeners/ann/likes?before=yesterday' })).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining('before'),
  })
})
