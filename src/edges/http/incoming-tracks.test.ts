import { expect, test } from 'vitest'
import { mostSongs } from '#catalog'
import { readIncoming } from './incoming-tracks.ts'

const songs = (count: number, recordingId?: string) =>
  Array.from({ length: count }, (_, place) => ({
    id: `t${place}`,
    title: `Song ${place}`,
    artists: [`Artist ${place}`],
    recordingId,
  }))

test('tracks under one recording id are refused where they are too many songs for one, and told which and why', async () => {
  const { tracks, refused } = await readIncoming([
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
  expect((await readIncoming(songs(mostSongs, 'one'))).refused).toEqual([])
  expect((await readIncoming(songs(500))).tracks.map(({ recordingId }) => recordingId)).toEqual(
    new Array(500).fill(undefined),
  )
})
