import { expect, test } from 'vitest'
import type { StoredTrack } from '#catalog'
import { recordingId, releaseId, trackId, trackKey } from '#domain'
import { createReleaseRows, nextOnRelease as nextOf, noReleases, type ReleaseRows } from './release-rows.ts'

const track = (
  key: number,
  release: string | undefined,
  place?: readonly [disc: number, number: number],
): StoredTrack => ({
  id: trackId(`${key}`),
  key: trackKey(key),
  recordingId: recordingId(`${key}`),
  title: '',
  artists: [],
  featured: [],
  tags: [],
  ...(release !== undefined && { release: { id: releaseId(release), title: '' } }),
  ...(place && { discNumber: place[0], trackNumber: place[1] }),
})
const always = () => true
const nextOnRelease = (key: number, rows: ReleaseRows) => nextOf(key, rows, 9)

test('what follows on a release is by disc and place, and by arrival where neither is known', () => {
  const rows = createReleaseRows()(
    noReleases,
    8,
    [
      track(0, 'a', [2, 1]),
      track(1, 'a', [1, 2]),
      track(2, 'a', [1, 1]),
      track(3, 'b'),
      track(4, 'b'),
      track(5, undefined),
    ],
    always,
  )
  expect(nextOnRelease(2, rows)).toEqual([1, 0])
  expect(nextOf(2, rows, 1)).toEqual([1])
  expect(nextOnRelease(3, rows)).toEqual([4])
  expect([0, 4, 5, 7, 99].map((key) => nextOnRelease(key, rows))).toEqual([[], [], [], [], []])
})

test('a change moves a track, takes one out that is gone, and leaves what was made before as it was', () => {
  const place = createReleaseRows()
  const first = place(
    noReleases,
    3,
    [track(0, 'a', [1, 1]), track(1, 'a', [1, 2]), track(2, 'b', [1, 1])],
    always,
  )
  const second = place(first, 4, [track(1, 'b', [1, 2]), track(3, 'a', [1, 9])], always)
  expect([nextOnRelease(0, first), nextOnRelease(0, second), nextOnRelease(2, second)]).toEqual([
    [1],
    [3],
    [1],
  ])
  const third = place(second, 4, [track(3, 'a', [1, 9]), track(2, 'b', [1, 1])], (key) => key !== 3)
  expect([nextOnRelease(0, third), nextOnRelease(2, third), nextOnRelease(0, second)]).toEqual([[], [1], [3]])
})

test('other releases with every upsert of a track take no more numbers than there are, and none of another', () => {
  const place = createReleaseRows()
  let rows = place(noReleases, 3, [track(0, 'stays'), track(1, 'stays')], always)
  for (let times = 0; times < 50; times++) {
    rows = place(rows, 3, [track(2, `release ${times}`)], always)
    expect(Math.max(...rows.releases)).toBeLessThan(3)
    expect(rows.releases[2]).not.toBe(rows.releases[0])
  }
  rows = place(rows, 3, [track(1, 'release 49')], always)
  expect([rows.releases[1], nextOnRelease(1, rows)]).toEqual([rows.releases[2], [2]])
})
