import { expect, test } from 'vitest'
import { mostSongs } from '#catalog'
import { ArrayText } from './bodies.ts'
import { mostTracks, readIncoming } from './incoming-tracks.ts'

const songs = (count: number, recordingId?: string) =>
  Array.from({ length: count }, (_, place) => ({
    id: `t${place}`,
    title: `Song ${place}`,
    artists: [`Artist ${place}`],
    recordingId,
  }))

const sent = (tracks: readonly unknown[]) => readIncoming(new ArrayText(JSON.stringify(tracks)))

test('tracks under one recording id are refused where they are too many songs for one, and told which and why', async () => {
  const { tracks, refused } = await sent([
    ...songs(mostSongs + 1, 'N/A'),
    { id: 'own', title: 'A', recordingId: 'x' },
  ])
  expect(tracks.map(({ id }) => id)).toEqual(['own'])
  expect(refused).toHaveLength(mostSongs + 1)
  expect(refused[0]).toEqual({
    index: 0,
    id: 't0',
    code: 'invalid-track',
    detail: expect.stringMatching(/^recordingId: .*leave it out/),
  })
})

test('as many names as a recording may have are taken, and any number of tracks without one', async () => {
  expect((await sent(songs(mostSongs, 'one'))).refused).toEqual([])
  expect((await sent(songs(500))).tracks.map(({ recordingId }) => recordingId)).toEqual(
    new Array(500).fill(undefined),
  )
})

test('of lines a torn one is refused and the others taken, of an array all is; what is longer than any track is not read', async () => {
  const [one, two] = songs(2).map((song) => JSON.stringify(song))
  const lines = await readIncoming(`${one}\n{"torn"\n\n${two}`)
  expect(lines.tracks.map(({ id }) => id)).toEqual(['t0', 't1'])
  expect(lines.refused).toEqual([
    { index: 1, code: 'malformed-json', detail: expect.stringMatching(/not JSON/) },
  ])
  await expect(readIncoming(new ArrayText(`[${one}, {"torn"}]`))).rejects.toMatchObject({
    code: 'malformed-json',
  })
  const keys = Array.from({ length: 9_000 }, (_, number) => `"unknown-${number}":1`)
  const array = await readIncoming(new ArrayText(`[{${keys}}, ${two}]`))
  expect(array.tracks.map(({ id }) => id)).toEqual(['t1'])
  expect(array.refused).toEqual([
    { index: 0, code: 'invalid-track', detail: expect.stringMatching(/more than 65536 letters/) },
  ])
})

test('more than may be sent at once are refused, however many', async () => {
  const many = new ArrayText(`[${'{},'.repeat(mostTracks)}{}]`)
  await expect(readIncoming(many)).rejects.toThrow(`At most ${mostTracks} tracks at once`)
})
