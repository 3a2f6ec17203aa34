import { expect, test } from 'vitest'
import { coverPalette, coverUrl } from './cover-art.ts'

const subject = (track: string, artist: string, release?: string) => ({
  id: track,
  artists: [{ id: artist }],
  release: release === undefined ? undefined : { id: release },
})

test('one release has one cover, whichever track asks', () => {
  expect(coverUrl(subject('t1', 'a', 'r'))).toBe(coverUrl(subject('t2', 'a', 'r')))
})

test('a thousand releases use every palette, hardly ever look alike, and draw no coordinate that is not a number', () => {
  const covers = Array.from({ length: 1000 }, (_, index) => subject(`t${index}`, `a${index}`, `r${index}`))
  expect(new Set(covers.map((one) => coverPalette(one).ground)).size).toBe(14)
  expect(new Set(covers.map(coverUrl)).size).toBeGreaterThan(980)
  expect(covers.map(coverUrl).filter((url) => url.includes('NaN') || url.includes('undefined'))).toEqual([])
})
