import { expect, test } from 'vitest'
import { artistId, recordingId } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { createRecordingDoubts, mostSongs } from './recording-doubts.ts'

const artist = (place: number) => ({ id: artistId(`a${place}`), name: `Artist ${place}` })
const tracks = (count: number, id: string, titleOf: (place: number) => string, by = artist) =>
  Array.from({ length: count }, (_, place) =>
    sampleTrack(`${id}${place}`, {
      recordingId: recordingId(id),
      title: titleOf(place),
      artists: [by(place)],
    }),
  )

test('an id of a recording is doubted when it stands on more songs than a recording has names [promise: own-music]', () => {
  const doubts = createRecordingDoubts()
  const all = [
    ...tracks(mostSongs + 1, 'N/A', (place) => `Song ${place}`),
    ...tracks(mostSongs, 'named often', (place) => `Song ${place}`),
    ...tracks(
      500,
      'released often',
      () => 'Song',
      () => artist(0),
    ),
    ...tracks(50, 'of many artists', () => 'Intro'),
  ]
  for (const track of all) doubts.add(track)
  expect(doubts.found()).toEqual([
    ['of many artists', 50],
    ['N/A', mostSongs + 1],
  ])
  const ids = ['N/A', 'named often', 'released often', 'of many artists', 'unknown']
  expect(ids.map((id) => doubts.has(recordingId(id)))).toEqual([true, false, false, true, false])
})

test('songs without an artist are told apart by their titles', () => {
  const doubts = createRecordingDoubts()
  for (const track of tracks(mostSongs + 1, 'x', (place) => `Song ${place}`))
    doubts.add({ ...track, artists: [] })
  expect(doubts.has(recordingId('x'))).toBe(true)
})
