import { describe, expect, it, vi } from 'vitest'
import { artistId } from '#domain'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** A takedown through the door: it holds for the next request, whatever that asks. */
const song = (id: string, artist = 'Ika') => ({
  id,
  title: `Song ${id}`,
  artists: [artist],
  release: `Album of ${artist}`,
  tags: ['dub'],
})
const open = async () => {
  const { app, catalog, putTracks } = await openSampleApp()
  await putTracks([song('a'), song('b'), song('c', 'Other')])
  const ask = async (method: 'GET' | 'PUT' | 'DELETE' | 'POST', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, ...(payload && { payload }) })
    return { status: answer.statusCode, text: answer.body, body: answer.body === '' ? '' : answer.json() }
  }
  return { app, ask, catalog, putTracks }
}

describe('a takedown', () => {
  it('leaves their names in the list of blocks to artists and guests of whom nothing is there, whenever they were blocked', async () => {
    const { ask, catalog, putTracks } = await open()
    await putTracks([{ ...song('g', 'Zed Ohm'), featured: ['Gast Star'] }])
    const blockAll = async (listener: string) => {
      for (const id of ['artist:ika', 'artist:gast%20star'])
        expect(await ask('PUT', `/v1/listeners/${listener}/blocks/artist/${id}`)).toMatchObject({
          status: 204,
        })
    }
    await blockAll('before')
    await ask('PUT', '/v1/catalog/takedowns/artist/artist:ika')
    await ask('PUT', '/v1/catalog/takedowns/track/g')
    await blockAll('since')
    // What is laid out of a catalogue is so once; of a label that is gone there are hundreds of thousands of tracks.
    await ask('GET', '/v1/listeners/before/blocks')
    const walked = vi.spyOn(catalog, 'withdrawn')
    for (const listener of ['before', 'since']) {
      const { body } = await ask('GET', `/v1/listeners/${listener}/blocks`)
      expect(body.blocks.map(({ name }: { name: string }) => name).sort()).toEqual(['Gast Star', 'Ika'])
    }
    expect(walked).not.toHaveBeenCalled()
    walked.mockRestore()
    await ask('DELETE', '/v1/catalog/takedowns/track/g')
    const there = (id: string) => catalog.formerArtist(artistId(id))
    expect([there('artist:gast star'), there('artist:ika')]).toEqual([undefined, 'Ika'])
  })

  it('is told to nobody who would keep that once it is lifted [promise: takedowns-hold]', async () => {
    const { app, ask } = await open()
    await ask('PUT', '/v1/catalog/takedowns/track/a')
    const { statusCode, headers } = await app.inject('/v1/tracks/a')
    expect([statusCode, headers['cache-control']]).toEqual([410, 'no-store'])
  })

  it('holds from the next request on, on every surface, in lists and in search; history keeps the track [promise: takedowns-hold]', async () => {
    const { ask, putTracks } = await open()
    const played = { type: 'track.played', id: 'p', at: '2026-11-20T11:00:00Z', trackId: 'a' }
    await ask('POST', '/v1/events', [{ ...played, listenerId: 'ann' }])
    const asked = [
      '/v1/listeners/ann/home',
      '/v1/tracks/c/similar',
      '/v1/search?q=song',
      '/v1/tracks',
      '/v1/tracks?tag=dub',
      '/v1/artists',
      '/v1/releases',
      '/v1/tags',
      '/v1/listeners/ann/last-stop',
    ]
    for (const url of asked) await ask('GET', url)
    await ask('POST', '/v1/listeners/ann/now-playing')
    const { body: page } = await ask('GET', '/v1/artists/artist:ika')
    const release = encodeURIComponent(page.releaseList[0].id)
    expect((await ask('GET', `/v1/releases/${release}`)).status).toBe(200)
    const { body: radio } = await ask('POST', '/v1/sessions', {
      listenerId: 'ann',
      seed: { kind: 'artist', id: 'artist:ika' },
    })
    const made = await ask('PUT', '/v1/catalog/takedowns/artist/artist:ika', { note: 'asked by its owner' })
    expect(made).toMatchObject({
      status: 200,
      body: { kind: 'artist', tracks: 2, note: 'asked by its owner' },
    })
    await putTracks([song('a'), song('d')])
    for (const url of asked) {
      const { status, text } = await ask('GET', url)
      expect([url, status, /Song [abd]|Ika/.test(text)]).toEqual([url, 200, false])
    }
    expect((await ask('POST', '/v1/listeners/ann/now-playing')).text).not.toMatch(/Song [abd]/)
    for (const url of ['/v1/tracks/a', '/v1/tracks/a/audio', '/v1/tracks/d/similar'])
      expect(await ask('GET', url)).toMatchObject({
        status: 410,
        body: { code: 'taken-down', detail: expect.stringMatching(/taken down/) },
      })
    for (const url of ['/v1/artists/artist:ika', '/v1/artists/artist:ika/similar', `/v1/releases/${release}`])
      expect(await ask('GET', url)).toMatchObject({
        status: 410,
        body: { code: 'taken-down', detail: expect.stringMatching(/taken down/) },
      })
    expect(await ask('GET', '/v1/artists/artist:nobody')).toMatchObject({ status: 404 })
    expect(await ask('GET', '/v1/releases/none')).toMatchObject({ status: 404 })
    expect((await ask('GET', `/v1/sessions/${radio.sessionId}/next`)).body.degraded).toContain(
      'This artist was taken down, so others are played',
    )
    for (const seed of [
      { kind: 'track', id: 'a' },
      { kind: 'artist', id: 'artist:ika' },
    ])
      expect(await ask('POST', '/v1/sessions', { listenerId: 'ann', seed })).toMatchObject({
        status: 410,
        body: { code: 'taken-down', detail: expect.stringMatching(`${seed.kind} was taken down here`) },
      })
    expect((await ask('GET', '/v1/listeners/ann/history')).body).toMatchObject({
      plays: [{ trackId: 'a', withdrawn: { title: 'Song a' } }],
    })
    expect((await ask('GET', '/v1/listeners/ann/history')).text).not.toContain('asked by its owner')
    expect((await ask('DELETE', '/v1/catalog/takedowns/artist/artist:ika')).body).toEqual({ tracks: 3 })
    expect((await ask('GET', '/v1/tracks/a')).status).toBe(200)
  })

  it('is refused of an id that nothing can have, which can be lifted if it was taken before', async () => {
    const { ask, catalog } = await open()
    const wrong = { kind: 'track', id: 'a\n\u0000b' } as const
    const said = /id: must be .*without control characters: send the id as the catalogue has it/
    const list = { takedowns: [{ kind: 'track', id: 'a' }, wrong] }
    const url = `/v1/catalog/takedowns/track/${encodeURIComponent(wrong.id)}`
    for (const refused of [await ask('PUT', url), await ask('POST', '/v1/catalog/takedowns', list)])
      expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringMatching(said) } })
    expect((await ask('GET', '/v1/catalog/takedowns')).body).toEqual({ total: 0, takedowns: [] })
    await catalog.takeDown([wrong], sampleNow)
    expect((await ask('DELETE', url)).status).toBe(200)
    expect(catalog.takedowns()).toEqual([])
  })

  it('is told of in the answer to an event about it, and not as a track that nobody knows', async () => {
    const { ask } = await open()
    await ask('PUT', '/v1/catalog/takedowns/track/a')
    const play = (trackId: string) => ({
      type: 'track.played',
      id: trackId,
      at: sampleNow,
      listenerId: 'ann',
      trackId,
    })
    expect((await ask('POST', '/v1/events', ['a', 'b', 'none'].map(play))).body).toMatchObject({
      accepted: 3,
      unknownTracks: 1,
      takenDownTracks: 1,
    })
  })

  it('is listed by pages, taken as a list whole or not at all, and lifted twice as well as once', async () => {
    const { ask } = await open()
    const takedowns = [
      { kind: 'track', id: 'a' },
      { kind: 'track', id: 'b' },
    ]
    const refused = await ask('POST', '/v1/catalog/takedowns', {
      takedowns: [...takedowns, { kind: 'song', id: 'c' }],
    })
    expect(refused.status).toBe(400)
    expect((await ask('GET', '/v1/catalog/takedowns')).body).toEqual({ total: 0, takedowns: [] })
    expect((await ask('POST', '/v1/catalog/takedowns', { takedowns })).status).toBe(200)
    expect((await ask('GET', '/v1/catalog/takedowns?offset=1&limit=1')).body).toEqual({
      total: 2,
      takedowns: [{ kind: 'track', id: 'b', since: '2026-11-20T12:00:00.000Z', tracks: 1 }],
    })
    for (const tracks of [1, 0])
      expect(await ask('DELETE', '/v1/catalog/takedowns/track/b')).toMatchObject({
        status: 200,
        body: { tracks },
      })
  })
})
