import { expect, it } from 'vitest'
import { z } from 'zod'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** Lists that show all there is say what a listener ruled out, to that listener and nobody else. */
const trackSchema = z.object({ id: z.string(), ruledOut: z.object({ by: z.string() }).optional() })
const tracksSchema = z.object({ tracks: z.array(trackSchema) })
const releaseSchema = z.object({ trackList: z.array(z.object({ track: trackSchema })) })
const marks = (tracks: readonly z.infer<typeof trackSchema>[]) =>
  Object.fromEntries(tracks.map(({ id, ruledOut }) => [id, ruledOut?.by ?? 'free']))

const onOneRelease = async () => {
  const { app, putTracks } = await openSampleApp()
  const release = { id: 'both', title: 'Both' }
  await putTracks([
    { id: 'one', title: 'One', artists: ['Black Daylight'], release },
    { id: 'two', title: 'Two', artists: ['Host'], release },
    { id: 'three', title: 'Three', artists: ['Host'], release },
  ])
  const send = async (type: string, about: object) => {
    const event = { id: type + JSON.stringify(about), type, at: sampleNow, listenerId: 'ann', ...about }
    expect((await app.inject({ method: 'POST', url: '/v1/events', payload: event })).statusCode).toBe(200)
  }
  for (const trackId of ['one', 'two', 'three']) await send('track.liked', { trackId })
  // Spelt as the catalogue does not spell it.
  const url = '/v1/listeners/ann/blocks/artist/artist%3Ablack%20daylight'
  expect((await app.inject({ method: 'PUT', url })).statusCode).toBe(204)
  await send('track.disliked', { trackId: 'three' })
  const tracks = async (path: string) => tracksSchema.parse((await app.inject({ url: path })).json()).tracks
  const onRelease = async (query: string) =>
    releaseSchema
      .parse((await app.inject({ url: `/v1/releases/both${query}` })).json())
      .trackList.map(({ track }) => track)
  return { tracks, onRelease }
}

it('marks what a listener blocked or dislikes on a release, for that listener alone [promise: lists-mark]', async () => {
  const { onRelease } = await onOneRelease()
  const all = { one: 'artist-blocked', two: 'free', three: 'disliked' }
  expect(marks(await onRelease('?listenerId=ann'))).toEqual(all)
  const free = { one: 'free', two: 'free', three: 'free' }
  expect([marks(await onRelease('?listenerId=bob')), marks(await onRelease(''))]).toEqual([free, free])
})

it('marks it among liked songs, in a search and in a list of tracks, or leaves it out there [promise: lists-mark]', async () => {
  const { tracks } = await onOneRelease()
  expect(marks(await tracks('/v1/listeners/ann/likes'))).toEqual({ one: 'artist-blocked', two: 'free' })
  expect(marks(await tracks('/v1/search?q=host&listenerId=ann'))).toEqual({ two: 'free', three: 'disliked' })
  const leftOut = { two: 'free', three: 'disliked' }
  expect(marks(await tracks('/v1/tracks?listenerId=ann'))).toEqual(leftOut)
  expect(marks(await tracks('/v1/tracks?listenerId=ann&year=0'))).toEqual({})
  const all = { ...leftOut, one: 'artist-blocked' }
  expect(marks(await tracks('/v1/tracks?listenerId=ann&blocked=marked'))).toEqual(all)
  expect(marks(await tracks('/v1/tracks?listenerId=ann&blocked=marked&versions=first'))).toEqual(all)
})
