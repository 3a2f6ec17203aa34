import { expect, it } from 'vitest'
import { z } from 'zod'
import { eventId, listenerId, trackId } from '#domain'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** A block that is taken holds, whichever door it came through and however it was spelt; else it is refused. */
const blocksSchema = z.object({ blocks: z.array(z.object({ kind: z.string(), id: z.string() })) })
const hiddenSchema = z.object({ hiddenByBlocks: z.number() })
const takenSchema = z.object({ accepted: z.number(), refused: z.array(z.object({ detail: z.string() })) })

const openDoors = async () => {
  const { app, catalog, putTracks } = await openSampleApp()
  await putTracks([
    { id: 'old  song', title: 'Old Song', artists: ['Ann'], tags: ['Folk'] },
    { id: 'song', title: 'Song', artists: ['Björn  Host'], tags: ['Reggae'] },
  ])
  await catalog.withdraw([trackId('old  song')])
  return doorsOf(app)
}

const doorsOf = (app: Awaited<ReturnType<typeof openSampleApp>>['app']) => {
  let sent = 0
  const send = async (type: string, kind: string, id: string) => {
    const event = { id: `e${++sent}`, type, at: sampleNow, listenerId: 'bob', target: { kind, id } }
    return takenSchema.parse((await app.inject({ method: 'POST', url: '/v1/events', payload: event })).json())
  }
  const ask = async (method: 'PUT' | 'DELETE', kind: string, id: string) =>
    (await app.inject({ method, url: `/v1/listeners/bob/blocks/${kind}/${encodeURIComponent(id)}` }))
      .statusCode
  const listed = async () => {
    const { blocks } = blocksSchema.parse((await app.inject({ url: '/v1/listeners/bob/blocks' })).json())
    return blocks.map(({ kind, id }) => `${kind} ${id}`)
  }
  const hidden = async () =>
    hiddenSchema.parse((await app.inject({ url: '/v1/tracks?listenerId=bob' })).json()).hiddenByBlocks
  return { ask, hidden, listed, send }
}

it.each([
  ['tag', 'REGGAE ', 'tag reggae', 1],
  ['artist', 'artist:BJÖRN HOST', 'artist artist:björn host', 1],
  ['artist', 'Bjo\u0308rn Host', 'artist artist:björn host', 1],
  ['track', ' song', 'track song', 1],
  ['track', 'old  song', 'track old  song', 0],
  ['artist', 'ANN', 'artist artist:ann', 0],
  ['tag', 'Folk', 'tag folk', 0],
])(
  'a block of the %s %j is one of what the catalogue has or had, and is taken back likewise [promise: blocks-hold]',
  async (kind, id, found, hides) => {
    for (const door of ['events', 'blocks']) {
      const { ask, hidden, listed, send } = await openDoors()
      if (door === 'blocks') expect(await ask('PUT', kind, id)).toBe(204)
      else expect(await send('listener.blocked', kind, id)).toEqual({ accepted: 1, refused: [] })
      expect([await listed(), await hidden()]).toEqual([[found], hides])
      if (door === 'events') expect(await ask('DELETE', kind, id)).toBe(204)
      else expect(await send('listener.unblocked', kind, id)).toMatchObject({ accepted: 1 })
      expect([await listed(), await hidden()]).toEqual([[], 0])
    }
  },
)

it('a block of a tag holds for every spelling of it, is listed once, and ends by any [promise: blocks-hold] [promise: last-word-holds]', async () => {
  const { app, catalog, putTracks } = await openSampleApp()
  const spellings = ['hip hop', 'hip hop', 'Hip-Hop', 'hiphop', 'HIP HÖP', 'pop', 'c', 'c++']
  await putTracks(spellings.map((tag, place) => ({ id: `t${place}`, title: `T${place}`, tags: [tag] })))
  await catalog.withdraw([trackId('t4')])
  const blocked = '/v1/listeners/bob/blocks'
  const ask = async (method: 'PUT' | 'DELETE', tag: string) =>
    (await app.inject({ method, url: `${blocked}/tag/${encodeURIComponent(tag)}` })).statusCode
  const listed = async () =>
    z
      .object({
        blocks: z.array(z.object({ id: z.string(), name: z.string(), spellings: z.array(z.string()) })),
      })
      .parse((await app.inject({ url: blocked })).json()).blocks
  const hidden = async () =>
    hiddenSchema.parse((await app.inject({ url: '/v1/tracks?listenerId=bob' })).json()).hiddenByBlocks
  const hipHop = {
    id: 'hip hop',
    name: 'hip hop',
    spellings: ['hip hop', 'hip-hop', 'hiphop', 'hip höp'],
  }
  for (const [asked, back] of [
    ['hiphop', 'Hip Hop'],
    ['HIP.HOP', 'hip-hop'],
    ['hip höp', 'hip höp'],
  ] as const) {
    expect([await ask('PUT', asked), await ask('PUT', 'hip-hop')]).toEqual([204, 204])
    expect([await listed(), await hidden()]).toEqual([[hipHop], 4])
    expect(await ask('DELETE', back)).toBe(204)
    expect([await listed(), await hidden()]).toEqual([[], 0])
  }
  await ask('PUT', 'C++')
  expect([await listed(), await hidden()]).toEqual([[{ id: 'c++', name: 'c++', spellings: ['c++'] }], 1])
})

it('a block of a tag ends by another spelling when nothing is spelt as it was any more [promise: last-word-holds]', async () => {
  const { app, putTracks } = await openSampleApp()
  const tagged = (tag: string) => putTracks([{ id: 'song', title: 'Song', tags: [tag] }])
  const ask = (method: 'PUT' | 'DELETE', tag: string) =>
    app.inject({ method, url: `/v1/listeners/bob/blocks/tag/${encodeURIComponent(tag)}` })
  const listed = async () =>
    blocksSchema.parse((await app.inject({ url: '/v1/listeners/bob/blocks' })).json()).blocks
  await tagged('Rock & Roll')
  await ask('PUT', 'rock & roll')
  await tagged("Rock'n'Roll")
  expect(await listed()).toMatchObject([{ id: "rock'n'roll" }])
  await ask('PUT', 'rock and roll')
  expect(await listed()).toHaveLength(1)
  await ask('DELETE', "rock'n'roll")
  expect(await listed()).toEqual([])
})

it('a block of a tag that an older log has in its own spelling ends by another one [promise: last-word-holds]', async () => {
  const { app, putTracks, journal } = await openSampleApp()
  await putTracks([{ id: 'song', title: 'Song', tags: ['hip hop'] }])
  const listed = async () =>
    blocksSchema.parse((await app.inject({ url: '/v1/listeners/bob/blocks' })).json()).blocks
  await journal.append([
    {
      event: {
        type: 'listener.blocked',
        id: eventId('of-then'),
        at: sampleNow,
        listenerId: listenerId('bob'),
        target: { kind: 'tag', id: 'Hip-Hop' },
      },
    },
  ])
  expect(await listed()).toHaveLength(1)
  await app.inject({ method: 'DELETE', url: '/v1/listeners/bob/blocks/tag/hip%20hop' })
  expect(await listed()).toEqual([])
})

it('a block of what was never there is refused, and taking one back is fine', async () => {
  const { ask, listed, send } = await openDoors()
  for (const kind of ['tag', 'artist', 'track']) {
    const detail = `The catalogue has no ${kind} with this id, so there is nothing to block. /v1/search finds ids.`
    expect(await send('listener.blocked', kind, 'SONG')).toEqual({ accepted: 0, refused: [{ detail }] })
    expect(await ask('PUT', kind, 'SONG')).toBe(404)
    expect(await send('listener.unblocked', kind, 'SONG')).toMatchObject({ accepted: 1 })
  }
  expect(await listed()).toEqual([])
})

it('a track sent without a recording joins the one there is, shows it, and keeps it when it is sent back [promise: blocks-hold]', async () => {
  const { app, putTracks } = await openSampleApp()
  const take = { artists: ['Nora Vale'], durationMs: 201_000, tags: ['folk'] }
  await putTracks([{ ...take, id: 'album', title: 'Twice Told' }])
  await putTracks([{ ...take, id: 'best-of', title: 'Twice Told', durationMs: 202_000 }])
  const shown = async (id: string) =>
    z
      .object({ recordingId: z.string(), title: z.string() })
      .parse((await app.inject({ url: `/v1/tracks/${id}` })).json())
  const sendBack = (change: object) =>
    putTracks([{ ...take, id: 'best-of', title: 'Twice Told', durationMs: 202_000, ...change }])
  const hidden = async () =>
    hiddenSchema.parse((await app.inject({ url: '/v1/tracks?listenerId=bob' })).json()).hiddenByBlocks
  expect(await shown('best-of')).toEqual({ recordingId: 'album', title: 'Twice Told' })
  await app.inject({ method: 'PUT', url: '/v1/listeners/bob/blocks/track/album' })
  await sendBack({ tags: ['folk', 'ballad'] })
  expect(await shown('best-of')).toEqual({ recordingId: 'album', title: 'Twice Told' })
  expect(await hidden()).toBe(2)
  // It was another song all along.
  await sendBack({ title: 'Told Otherwise' })
  expect(await shown('best-of')).toEqual({ recordingId: 'best-of', title: 'Told Otherwise' })
  expect(await hidden()).toBe(1)
})

it.each(['Led Zepplin', 'Led Zeppelin'])(
  'a block holds when the artist is respelt, is listed once under the name of now, and ends when %j is free [promise: blocks-follow-names]',
  async (freed) => {
    for (const door of ['events', 'blocks'] as const) {
      const { app, putTracks } = await openSampleApp()
      const { ask, hidden, listed, send } = doorsOf(app)
      const spell = (artist: string) =>
        putTracks(['1', '2'].map((id) => ({ id, title: `Song ${id}`, artists: [artist], tags: [] })))
      await spell('Led Zepplin')
      await ask('PUT', 'artist', 'artist:led zepplin')
      await spell('Led Zeppelin')
      expect([await listed(), await hidden()]).toEqual([['artist artist:led zeppelin'], 2])
      // What comes later as well.
      await putTracks([{ id: '3', title: 'Song 3', artists: ['Led Zeppelin'], tags: [] }])
      expect(await hidden()).toBe(3)
      // Under the name that nobody has any more it is found as well.
      for (const id of ['artist:led zepplin', 'artist:led zeppelin'])
        expect(await ask('PUT', 'artist', id)).toBe(204)
      expect([await listed(), await hidden()]).toEqual([['artist artist:led zeppelin'], 3])
      if (door === 'events') await send('listener.unblocked', 'artist', freed)
      else await ask('DELETE', 'artist', freed)
      expect([await listed(), await hidden()]).toEqual([[], 0])
    }
  },
)

it('a block on what tracks were called holds for these, whatever comes and goes, and hides nobody else [promise: blocks-follow-names]', async () => {
  const { app, catalog, putTracks } = await openSampleApp()
  const { ask, hidden } = doorsOf(app)
  const songs = (count: number, from: number, artist: string, tag: string) =>
    putTracks(
      Array.from({ length: count }, (_, at) => ({
        ...{ id: `${from + at}`, title: `Song ${from + at}`, artists: [artist], tags: [tag] },
      })),
    )
  await songs(20, 0, 'Toby', 'funk')
  await songs(10, 20, 'Moby', 'punk')
  for (const [kind, id] of [
    ['artist', 'Moby'],
    ['tag', 'punk'],
  ] as const)
    await ask('PUT', kind, id)
  await songs(1, 20, 'Toby', 'funk')
  expect(await hidden()).toBe(10)
  // What is deleted is not corrected.
  await catalog.withdraw(Array.from({ length: 9 }, (_, at) => trackId(`${21 + at}`)))
  expect(await hidden()).toBe(1)
  await songs(9, 21, 'Toby', 'funk')
  expect(await hidden()).toBe(10)
  await songs(5, 40, 'Moby', 'punk')
  expect(await hidden()).toBe(15)
  await ask('DELETE', 'artist', 'Moby')
  await ask('DELETE', 'tag', 'punk')
  expect(await hidden()).toBe(0)
})

it('a block on one of two artists called alike ends when it is taken back from the other', async () => {
  const { app, putTracks } = await openSampleApp()
  const { ask, hidden, listed } = doorsOf(app)
  await putTracks(
    ['Beyoncé', 'Beyonce'].map((name) => ({ id: name, title: name, artists: [name], tags: [] })),
  )
  await ask('PUT', 'artist', 'Beyoncé')
  expect(await hidden()).toBe(2)
  await ask('DELETE', 'artist', 'Beyonce')
  expect([await listed(), await hidden()]).toEqual([[], 0])
})

it.each(['blocks', 'events'])(
  'taking back one block through %s ends no other that is listed beside it, however alike [promise: blocks-hold]',
  async (door) => {
    const { app, putTracks } = await openSampleApp()
    const { ask, listed, send } = doorsOf(app)
    const songs = (spellings: readonly (readonly [name: string, tag: string])[]) =>
      putTracks(
        spellings.map(([name, tag], place) => ({
          id: `t${place}`,
          title: `T${place}`,
          artists: [name],
          tags: [tag],
        })),
      )
    // One spelling that was wrong, put right in two ways: both are linked to it.
    await songs([
      ['Princee', 'punnk'],
      ['Princee', 'punnk'],
    ])
    await songs([
      ['Prince', 'punk'],
      ['Princes', 'punkk'],
    ])
    const takeBack = async (kind: string, id: string) =>
      door === 'blocks'
        ? expect(await ask('DELETE', kind, id)).toBe(204)
        : expect(await send('listener.unblocked', kind, id)).toMatchObject({ accepted: 1 })
    const all = ['artist artist:prince', 'artist artist:princes', 'tag punk', 'tag punkk']
    for (const one of all) {
      const [kind = '', id = ''] = one.split(' ')
      await ask('PUT', kind, id)
    }
    expect((await listed()).toSorted()).toEqual(all)
    await takeBack('artist', 'artist:prince')
    await takeBack('tag', 'punk')
    expect((await listed()).toSorted()).toEqual(['artist artist:princes', 'tag punkk'])
  },
)

it.each(['blocks', 'events'])(
  'a block of a track is listed once for its recording, and ends through %s on any version [promise: last-word-holds]',
  async (door) => {
    const { app, catalog, putTracks } = await openSampleApp()
    const { ask, hidden, listed, send } = doorsOf(app)
    const version = (id: string) => ({ id, title: 'Take Five', artists: ['Dave'], recordingId: 'take-five' })
    await putTracks([...['album', 'single', 'gone'].map(version), { id: 'other', title: 'Other' }])
    await catalog.withdraw([trackId('gone')])
    await ask('PUT', 'track', 'gone')
    expect([await listed(), await hidden()]).toEqual([['track album'], 2])
    for (const id of ['album', 'single', 'other']) await ask('PUT', 'track', id)
    expect(await listed()).toHaveLength(2)
    if (door === 'blocks') expect(await ask('DELETE', 'track', 'gone')).toBe(204)
    else expect(await send('listener.unblocked', 'track', 'gone')).toMatchObject({ accepted: 1 })
    expect([await listed(), await hidden()]).toEqual([['track other'], 1])
  },
)
