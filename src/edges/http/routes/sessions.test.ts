import { expect, it } from 'vitest'
import { z } from 'zod'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** Whoever learns the id of a session may name it in an event: it is still its listener's alone. */
const slateSchema = z.object({ items: z.array(z.object({ track: z.object({ id: z.string() }) })) })

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
