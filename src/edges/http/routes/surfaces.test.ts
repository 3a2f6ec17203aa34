import { expect, it } from 'vitest'
import { z } from 'zod'
import { readTrack } from '#catalog'
import { requestId, trackId } from '#domain'
import { createDecisions, surfaces } from '#surfaces'
import { allEvents } from '../../../log/event-log.sample.ts'
import { openSampleApp, sampleNow } from '../app.sample.ts'

/** Nobody who asks for a slate is to blame for what the tracks in it are like. */
const servedSchema = z.object({ requestId: z.string() })
const itemsSchema = z.object({ track: z.object({ id: z.string(), artists: z.array(z.unknown()) }) })

/** A track of an orchestra whose names are in a script of three bytes a letter, with a label of so many letters. */
const orchestra = (place: number, label: number) => {
  const number = String(place).padStart(3, '0')
  return {
    id: `orchestra-${number}`,
    title: `Symphony ${number}`,
    artists: Array.from({ length: 50 }, (_, player) => `${number} ${player} ${'音'.repeat(47)}`),
    featured: Array.from({ length: 50 }, (_, player) => `${number} guest ${player} ${'楽'.repeat(46)}`),
    label: 'l'.repeat(label),
  }
}

/** The label with which an orchestra is as large as any track may be: all have names of one length. */
const longestLabel = (): number => {
  const [bytes, most] = readTrack(orchestra(0, 300)).refused?.match(/\d+/g) ?? []
  return 300 - (Number(bytes) - Number(most))
}

it('serves, records and replays slates of the largest tracks there can be', async () => {
  const { app, putTracks, log } = await openSampleApp()
  const label = longestLabel()
  expect(readTrack(orchestra(0, label)).refused).toBeUndefined()
  const tracks = Array.from({ length: 110 }, (_, number) => orchestra(number, label))
  for (let start = 0; start < tracks.length; start += 75) {
    await putTracks(tracks.slice(start, start + 75))
  }
  const answers = [
    await app.inject({ url: '/v1/listeners/you/home' }),
    await app.inject({ url: '/v1/tracks/orchestra-001/similar?limit=100' }),
    await app.inject({ method: 'POST', url: '/v1/listeners/you/now-playing', payload: { limit: 50 } }),
  ]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
  const nowPlaying = answers.at(-1)?.json()
  expect(z.object({ items: z.array(itemsSchema) }).parse(nowPlaying).items.length).toBeGreaterThan(30)
  for (const answer of answers) {
    const { requestId } = servedSchema.parse(answer.json())
    const replay = await app.inject({ method: 'POST', url: `/v1/decisions/${requestId}/replay` })
    expect(replay.json()).toMatchObject({ same: true })
  }
  const events = await allEvents(log)
  expect(events).toHaveLength(3)
}, 60_000)

it('keeps for good of an answer the same few bytes, however much was in it', async () => {
  const { app, putTracks, log } = await openSampleApp()
  await putTracks(
    Array.from({ length: 110 }, (_, number) => ({ id: `file:${number}`.padEnd(40, 'x'), title: 'Song' })),
  )
  await app.inject({ url: '/v1/listeners/you/home' })
  await app.inject({ url: '/v1/listeners/you/home' })
  const events = await allEvents(log)
  for (const { event } of events) expect(JSON.stringify(event).length).toBeLessThan(512)
  const served = z.object({ decisions: z.array(z.object({ tracks: z.number() })) })
  const found = await app.inject({ url: `/v1/decisions?trackId=${'file:1'.padEnd(40, 'x')}` })
  const { decisions } = served.parse(found.json())
  expect(decisions).toHaveLength(2)
  for (const { tracks } of decisions) expect(tracks).toBeGreaterThan(10)
  expect(served.parse((await app.inject({ url: '/v1/decisions?trackId=other' })).json()).decisions).toEqual(
    [],
  )
})

it('refuses a track a letter larger, and says how large it is', () => {
  expect(readTrack(orchestra(0, longestLabel() + 1)).refused).toMatch(/^the track takes 32769 bytes/)
})

it('heeds a track that was withdrawn while it played, on every surface that is told what plays', async () => {
  const { app, catalog, putTracks } = await openSampleApp()
  await putTracks(
    ['one', 'other-one', 'two', 'three'].map((id) => ({
      id,
      title: id.replace('other-', ''),
      tags: ['folk'],
      ...(id.endsWith('one') && { recordingId: 'the-one' }),
    })),
  )
  await catalog.withdraw([trackId('one')])
  const said = z.object({
    degraded: z.array(z.string()),
    items: z.array(z.object({ track: z.object({ id: z.string() }) })),
  })
  const seed = { kind: 'track', id: 'two' }
  const started = await app.inject({
    method: 'POST',
    url: '/v1/sessions',
    payload: { listenerId: 'ann', seed },
  })
  const { sessionId } = z.object({ sessionId: z.string() }).parse(started.json())
  const answers = [
    await app.inject({ method: 'POST', url: '/v1/listeners/ann/now-playing', payload: { trackId: 'one' } }),
    await app.inject({ url: `/v1/sessions/${sessionId}/next?trackId=one` }),
  ]
  for (const answer of answers) {
    const { degraded, items } = said.parse(answer.json())
    expect(degraded.filter((line) => line.startsWith('trackId'))).toEqual([])
    expect(items.map(({ track }) => track.id)).toContain('three')
    expect(items.map(({ track }) => track.id)).not.toContain('other-one')
  }
})

it('says that what plays was taken down or left the catalogue, where no other version leads on in its place', async () => {
  const { app, catalog, putTracks } = await openSampleApp()
  await putTracks(['one', 'two', 'three', 'down'].map((id) => ({ id, title: id, tags: ['folk'] })))
  await catalog.withdraw([trackId('one')])
  await catalog.takeDown([{ kind: 'track', id: 'down' }], sampleNow)
  const payload = { listenerId: 'ann', seed: { kind: 'track', id: 'two' } }
  const started = await app.inject({ method: 'POST', url: '/v1/sessions', payload })
  const { sessionId } = z.object({ sessionId: z.string() }).parse(started.json())
  const saidOf = async (id: string) => {
    const answers = [
      await app.inject({ method: 'POST', url: '/v1/listeners/ann/now-playing', payload: { trackId: id } }),
      await app.inject({ url: `/v1/sessions/${sessionId}/next?trackId=${id}` }),
    ]
    const parsed = answers.map((answer) =>
      z.object({ requestId: z.string(), degraded: z.array(z.string()) }).parse(answer.json()),
    )
    for (const { requestId } of parsed) {
      const replay = await app.inject({ method: 'POST', url: `/v1/decisions/${requestId}/replay` })
      expect(replay.json()).toMatchObject({ same: true })
    }
    return parsed.map(({ degraded }) => degraded.filter((line) => line.startsWith('trackId')))
  }
  const both = (line: string) => [[line], [line]]
  expect(await saidOf('down')).toEqual(both('trackId: passed over, as it was taken down'))
  expect(await saidOf('one')).toEqual(both('trackId: passed over, as it left the catalogue'))
  expect(await saidOf('two')).toEqual([[], []])
})

it('says which of the tracks that a player names the catalogue does not have', async () => {
  const { app, putTracks } = await openSampleApp()
  await putTracks(['one', 'two', 'three'].map((id) => ({ id, title: id })))
  const degradedOf = async (payload: object) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/listeners/ann/now-playing', payload })
    return z.object({ degraded: z.array(z.string()) }).parse(answer.json()).degraded
  }
  expect(await degradedOf({ trackId: 'one', recentTrackIds: ['two'] })).toEqual([])
  expect(
    await degradedOf({ trackId: 'gone', recentTrackIds: ['x', 'two', 'y'], excludeTrackIds: ['z'] }),
  ).toEqual([
    'trackId: passed over, as the catalogue does not have it',
    'recentTrackIds: passed over, as the catalogue does not have 2 of 3',
    'excludeTrackIds: passed over, as the catalogue does not have it',
  ])
})

it('explains what was served by the tracks that are there, and goes through withdrawn ones only where it names one', async () => {
  const { app, catalog, log, putTracks } = await openSampleApp()
  await putTracks(['one', 'two', 'three'].map((id) => ({ id, title: `Title ${id}` })))
  await catalog.withdraw([trackId('three')])
  const answer = await app.inject({ method: 'POST', url: '/v1/listeners/ann/now-playing' })
  const { requestId: id } = z.object({ requestId: z.string() }).parse(answer.json())
  let passes = 0
  const withdrawn = () => {
    passes++
    return catalog.withdrawn()
  }
  const { byKey, identity } = catalog
  const decisions = createDecisions({ store: log, catalog: { byKey, identity, withdrawn }, surfaces })
  const titles = async () =>
    (await decisions.explain(requestId(id))).runs.flatMap(({ candidates }) =>
      candidates.map(({ title }) => title),
    )
  expect([await titles(), passes]).toEqual([['Title one', 'Title two'], 0])
  await catalog.withdraw([trackId('one'), trackId('two')])
  expect([await titles(), passes]).toEqual([['Title one', 'Title two'], 1])
})
