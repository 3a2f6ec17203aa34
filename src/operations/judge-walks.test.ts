import { expect, test } from 'vitest'
import { artistId, instant, listenerId, trackKey } from '#domain'
import { judgeWalks } from './judge-walks.ts'

/** Of thirty tracks two are dub and two folk, of which all are electronic, which tells no style. */
const tracks = Array.from({ length: 30 }, (_, key) => ({
  key: trackKey(key),
  tags: key < 2 ? ['dub', 'electronic'] : key < 4 ? ['folk', 'electronic'] : ['electronic'],
  artists: [{ id: artistId(`artist ${key % 5}`) }],
}))
const walked = async (row: readonly number[] | undefined) => {
  const { inStyle, sameArtist, listeners } = await judgeWalks({
    at: instant(0),
    starts: new Map([
      [listenerId('ann'), trackKey(0)],
      // Begins where no style is told.
      [listenerId('ben'), trackKey(20)],
    ]),
    tracks,
    answerers: [
      {
        name: 'way',
        next: async () => [],
        ...(row && { playOn: async () => row.map(trackKey) }),
      },
    ],
    signal: AbortSignal.timeout(5_000),
  })
  expect(listeners).toEqual(['ann'])
  return [inStyle.get('way')?.[0], sameArtist.get('way')?.[0]]
}

test('a walk is in style where a tag of the start tells it, and counts artists who follow on themselves', async () => {
  expect(await walked([1, 2, 4, 9])).toEqual([0.25, 0.25])
  expect(await walked([5, 10])).toEqual([0, 1])
})

test('of a way that knows no row, or hears nothing, nothing is said', async () => {
  expect(await walked(undefined)).toEqual([Number.NaN, Number.NaN])
  expect(await walked([])).toEqual([Number.NaN, Number.NaN])
})
