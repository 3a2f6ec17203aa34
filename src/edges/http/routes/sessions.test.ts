import { expect, it } from 'vitest'
import { z } from 'zod'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** Whoever learns the id of a session may name it in an event: it is still its listener's alone. */
const slateSchema = z.object({ items: z.array(z.object({ track: z.object({ id: z.string() }) })) })
const startedSchema = z.object({ sessionId: z.string(), degraded: z.array(z.string()) })
const servedSchema = z.object({ requestId: z.string(), degraded: z.array(z.string()) })

it("is changed by its own listener's events only, through whichever door they come", async () => {
  const { app, putTracks } = await openSampleApp()
  const artists = [{ id: 'host', name: 'Host' }]
  await putTracks(['one', 'two', 'three', 'four'].map((id) => ({ id, title: id, artists, tags: ['dub'] })))
  const post = async (url: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url, payload })
    expect(answer.statusCode).toBeLessThan(300)
    return answer
  }
  const started = await post('/v1/sessions', { listenerId: 'alice', seed: { kind: 'tag', id: 'dub' } })
  const { sessionId } = z.object({ sessionId: z.string() }).parse(started.json())
  const offered = async () => {
    const answer = await app.inject({ url: `/v1/sessions/${sessionId}/next?limit=50` })
    return slateSchema.parse(answer.json()).items.map(({ track }) => track.id)
  }
  const about = { at: sampleNow, sessionId }
  const skip = { ...about, type: 'track.skipped', positionMs: 1_000 }
  const play = { ...about, type: 'track.played' }
  const all = ['four', 'one', 'three', 'two']
  expect((await offered()).sort()).toEqual(all)
  await post('/v1/events', [
    { ...play, id: '1', listenerId: 'mallory', trackId: 'one' },
    { ...skip, id: '2', listenerId: 'mallory', trackId: 'two' },
  ])
  expect((await offered()).sort()).toEqual(all)
  await post('/v1/events', { ...skip, id: '1', listenerId: 'alice', trackId: 'two' })
  await post(`/v1/sessions/${sessionId}/events`, { ...play, id: '2', trackId: 'three' })
  expect((await offered()).sort()).toEqual(['four', 'one'])
})

it.each([
  ['artist', 'host'],
  ['track', 'one'],
  ['tag', 'dub'],
])(
  'says that the listener has ruled out the %s it begins with, in the start and in what follows',
  async (kind, id) => {
    const { app, putTracks } = await openSampleApp()
    await putTracks([
      { id: 'one', title: 'One', artists: [{ id: 'host', name: 'Host' }], tags: ['dub'] },
      { id: 'two', title: 'Two', artists: [{ id: 'other', name: 'Other' }], tags: ['folk'] },
    ])
    const start = async () => {
      const payload = { listenerId: 'ann', seed: { kind, id } }
      const started = startedSchema.parse(
        (await app.inject({ method: 'POST', url: '/v1/sessions', payload })).json(),
      )
      const next = await app.inject({ url: `/v1/sessions/${started.sessionId}/next` })
      return { started: started.degraded, next: servedSchema.parse(next.json()) }
    }
    const open = await start()
    await app.inject({ method: 'PUT', url: `/v1/listeners/ann/blocks/${kind}/${id}` })
    const { started, next } = await start()
    expect(started).toEqual([`The listener has ruled this ${kind} out, so others are played`])
    expect(next.degraded).toContain(started[0])
    expect(open.started).toEqual([])
    expect(open.next.degraded).not.toContain(started[0])
    const replay = await app.inject({ method: 'POST', url: `/v1/decisions/${next.requestId}/replay` })
    expect(replay.json()).toMatchObject({ same: true })
  },
)

it.each([
  ['artist', 'artist:led zepplin', 'Led Zeppelin'],
  ['tag', 'hardrok', 'hardrock'],
  ['tag', 'Hard-Rock', 'hardrock'],
])('goes on with the %s %s when it was respelt', async (kind, id, name) => {
  const { app, putTracks } = await openSampleApp()
  const songs = (artist: string, tag: string) =>
    putTracks([
      { id: 'one', title: 'One', artists: [artist], tags: [tag] },
      { id: 'two', title: 'Two', artists: [artist], tags: [tag] },
      { id: 'other', title: 'Other', artists: ['Somebody'], tags: ['folk'] },
    ])
  const start = async () => {
    const payload = { listenerId: 'ann', seed: { kind, id } }
    const answer = await app.inject({ method: 'POST', url: '/v1/sessions', payload })
    return startedSchema.extend({ title: z.string() }).parse(answer.json())
  }
  await songs('Led Zepplin', kind === 'tag' ? id : 'rock')
  const { sessionId } = await start()
  await songs('Led Zeppelin', 'hardrock')
  const url = `/v1/sessions/${sessionId}/next`
  expect(servedSchema.parse((await app.inject({ url })).json()).degraded.join()).not.toContain('any more')
  expect(await start()).toMatchObject({ title: `Radio: ${name}`, degraded: [] })
  await app.inject({ method: 'PUT', url: `/v1/listeners/ann/blocks/${kind}/${encodeURIComponent(id)}` })
  expect(servedSchema.parse((await app.inject({ url })).json()).degraded.join()).toContain('ruled this')
})
