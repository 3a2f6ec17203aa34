import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Catalog } from '#catalog'
import { eventId, listenerId, minuteMs, trackId } from '#domain'
import type { AppEvent, EventLog } from '#log'
import { allEvents } from '../../../log/event-log.sample.ts'
import { sampleNow as now, openSampleApp } from '../app.sample.ts'

/** What a listener says holds in the order in which the log took it: neither clocks nor haste lose a word. */
const blocksSchema = z.object({ blocks: z.array(z.object({ id: z.string() })) })
const stopSchema = z.object({
  play: z.object({ track: z.object({ id: z.string() }).optional() }).optional(),
  session: z.object({ title: z.string() }).optional(),
  next: z.string().optional(),
})
const _pageSchema = z.object({
  total: z.number(),
  tracks: z.array(z.object({ id: z.string() })),
  next: z.string().optional(),
})
const likesSchema = z.object({ tracks: z.array(z.object({ id: z.string() })) })

describe('what a listener says', () => {
  let app: FastifyInstance
  let log: EventLog
  let catalog: Catalog
  beforeEach(async () => {
    const sample = await openSampleApp()
    app = sample.app
    log = sample.log
    catalog = sample.catalog
    await sample.putTracks([
      { id: 'song', title: 'Song', artists: [{ id: 'host', name: 'Host' }], tags: ['dub'] },
    ])
  })

  const address = '/v1/listeners/ann/blocks/artist/host'
  const put = async () => expect((await app.inject({ method: 'PUT', url: address })).statusCode).toBe(204)
  const remove = async () =>
    expect((await app.inject({ method: 'DELETE', url: address })).statusCode).toBe(204)
  const blocked = async () => {
    const answer = await app.inject({ url: '/v1/listeners/ann/blocks' })
    return blocksSchema.parse(answer.json()).blocks.map(({ id }) => id)
  }
  const likes = async () => {
    const answer = await app.inject({ url: '/v1/listeners/ann/likes' })
    return likesSchema.parse(answer.json()).tracks.map(({ id }) => id)
  }
  let sent = 0
  const send = async (type: string, at: number, about: object) => {
    const event = { id: `e${++sent}`, type, at, listenerId: 'ann', ...about }
    expect((await app.inject({ method: 'POST', url: '/v1/events', payload: event })).statusCode).toBe(200)
  }
  const words = async (): Promise<readonly AppEvent['type'][]> =>
    (await allEvents(log)).map(({ event }) => event.type)

  it('is blocked again after a device nine minutes ahead took the block back [promise: last-word-holds]', async () => {
    await put()
    await send('listener.unblocked', now + 9 * minuteMs, { target: { kind: 'artist', id: 'host' } })
    expect(await blocked()).toEqual([])
    await put()
    expect(await blocked()).toEqual(['host'])
  })

  it('is unrated after a device nine minutes ahead liked', async () => {
    await send('track.liked', now + 9 * minuteMs, { trackId: 'song' })
    expect(await likes()).toEqual(['song'])
    await send('track.disliked', now, { trackId: 'song' })
    expect(await likes()).toEqual([])
    await send('track.liked', now - 9 * minuteMs, { trackId: 'song' })
    expect(await likes()).toEqual(['song'])
  })

  it('ends as the last word in the log, each word acknowledged being in it, when nobody waits', async () => {
    for (let round = 0; round < 20; round++) {
      const before = (await words()).length
      const hasty = Array.from({ length: 2 + (round % 5) }, (_, turn) =>
        (round + turn) % 2 === 0 ? put() : remove(),
      )
      await Promise.all(hasty)
      const said = await words()
      expect(said.length - before).toBe(hasty.length)
      expect(await blocked()).toEqual(said.at(-1) === 'listener.blocked' ? ['host'] : [])
    }
  })

  it('keeps its name after the track left the catalogue: in history, likes and blocks', async () => {
    await send('track.played', now, { trackId: 'song' })
    await send('track.liked', now, { trackId: 'song' })
    await send('listener.blocked', now, { target: { kind: 'track', id: 'song' } })
    const told = async (path: string) => (await app.inject({ url: `/v1/${path}` })).json()
    const { requestId } = await told('listeners/ben/home')
    await catalog.withdraw([trackId('song')])
    const named = { id: 'song', title: 'Song', artists: [{ id: 'host', name: 'Host' }] }
    expect(await told('listeners/ann/likes')).toEqual({ total: 1, tracks: [], withdrawn: [named] })
    const { plays } = await told('listeners/ann/history')
    expect(plays).toMatchObject([{ trackId: 'song', withdrawn: named }])
    expect(plays[0]).not.toHaveProperty('track')
    const { runs } = await told(`decisions/${requestId}`)
    expect(JSON.stringify(runs)).toContain('"title":"Song","artist":"Host"')
    expect(await told('listeners/ann/blocks')).toMatchObject({ blocks: [{ name: 'Song' }] })
    const song = { ...named, tags: ['dub'] }
    await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: song })
    expect(await told('listeners/ann/likes')).toMatchObject({ tracks: [{ id: 'song' }], withdrawn: [] })
  })

  describe('where they stopped', () => {
    const other = { id: 'other', title: 'Other', artists: [{ id: 'guest', name: 'Guest' }], tags: ['jazz'] }
    beforeEach(async () => {
      const added = await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: other })
      expect(added.statusCode).toBe(200)
    })
    const lastStop = async (listener = 'ann') => {
      const answer = await app.inject({ url: `/v1/listeners/${listener}/last-stop` })
      const { play, session } = stopSchema.parse(answer.json())
      return [play?.track?.id, session?.title]
    }
    const startSession = async (seed: object, listenerId = 'ann') => {
      const payload = { listenerId, seed }
      const answer = await app.inject({ method: 'POST', url: '/v1/sessions', payload })
      return z.object({ sessionId: z.string() }).parse(answer.json()).sessionId
    }

    it('is the play the log took last, whatever the clock of the device, and nothing for a newcomer', async () => {
      await send('track.played', now, { trackId: 'song' })
      await send('track.played', now - minuteMs, { trackId: 'other' })
      expect(await lastStop()).toEqual(['other', undefined])
      expect(await lastStop('newcomer')).toEqual([undefined, undefined])
    })

    it('names the session it was heard in, while its seed is there and it is theirs', async () => {
      const sessionId = await startSession({ kind: 'tag', id: 'jazz' })
      await send('track.played', now, { trackId: 'song', sessionId })
      expect(await lastStop()).toEqual(['song', 'Radio: jazz'])
      await catalog.withdraw([trackId('other')])
      expect(await lastStop()).toEqual(['song', undefined])
      const theirs = await startSession({ kind: 'tag', id: 'dub' }, 'ben')
      await send('track.played', now, { trackId: 'song', sessionId: theirs })
      expect(await lastStop()).toEqual(['song', undefined])
    })

    it.each([
      ['artist', 'guest'],
      ['track', 'other'],
      ['tag', 'jazz'],
    ])('passes over what a block on its %s rules out, and sessions from it', async (kind, id) => {
      const sessionId = await startSession({ kind, id })
      await send('track.played', now, { trackId: 'song', sessionId })
      await send('track.played', now, { trackId: 'other', sessionId })
      expect((await lastStop())[0]).toBe('other')
      await send('listener.blocked', now, { target: { kind, id } })
      expect(await lastStop()).toEqual(['song', undefined])
    })

    it('is found by asking on behind more plays than one request looks at', async () => {
      await send('track.played', now, { trackId: 'song' })
      const gone = Array.from({ length: 5_000 }, (_, number) => ({
        event: {
          ...{ type: 'track.played' as const, id: eventId(`gone-${number}`), at: now },
          ...{ listenerId: listenerId('ann'), trackId: trackId('gone') },
        },
      }))
      await log.append(gone)
      let before = ''
      let requests = 0
      let found: z.infer<typeof stopSchema>
      do {
        found = stopSchema.parse((await app.inject({ url: `/v1/listeners/ann/last-stop${before}` })).json())
        before = `?before=${found.next}`
        requests++
      } while (found.next !== undefined)
      expect(found.play?.track?.id).toBe('song')
      expect(requests).toBe(3)
    })

    it('is another version where the one that was played left the catalogue, in a session on it too', async () => {
      const versions = ['old', 'new'].map((id) => ({ id, title: id, recordingId: 'one' }))
      await app.inject({ method: 'PUT', url: '/v1/catalog/tracks', payload: versions })
      await send('track.played', now, { trackId: 'song' })
      const sessionId = await startSession({ kind: 'track', id: 'old' })
      await send('track.played', now, { trackId: 'old', sessionId })
      await catalog.withdraw([trackId('old')])
      expect(await lastStop()).toEqual(['new', 'Radio: old'])
      await send('listener.blocked', now, { target: { kind: 'track', id: 'old' } })
      expect(await lastStop()).toEqual(['song', undefined])
    })

    it('passes over what was disliked and what left the catalogue', async () => {
      await send('track.played', now, { trackId: 'song' })
      await send('track.played', now, { trackId: 'other' })
      await send('track.disliked', now, { trackId: 'other' })
      expect(await lastStop()).toEqual(['song', undefined])
      await catalog.withdraw([trackId('song')])
      expect(await lastStop()).toEqual([undefined, undefined])
    })
  })
})
