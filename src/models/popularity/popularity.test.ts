import { expect, test } from 'vitest'
import { dayMs, instant, trackKey } from '#domain'
import { packArtifact } from '../packed-artifact.ts'
import { sampleCatalog, sampleEvents, sampleStart, sampleTrack } from '../sample-listening.ts'
import { train } from '../train.ts'
import { createPopularity } from './popularity.ts'

const model = createPopularity()
const days = (count: number): number => (count * dayMs) / 60_000

const trained = (
  tracks: Parameters<typeof sampleCatalog>[0],
  events: ReturnType<typeof sampleEvents>,
  asOf = sampleStart,
) => model.load(train(model, { catalog: sampleCatalog(tracks), events, asOf: instant(asOf) }).bytes)

const keys = (found: readonly { readonly key: number }[]): readonly number[] => found.map(({ key }) => key)

test('a play counts one and half as much after each half-life', () => {
  const events = sampleEvents('ann', [
    ['played', 1, 0],
    ['played', 1, days(14)],
    ['played', 2, days(28)],
  ])
  const [first, second] = trained(
    [1, 2].map((key) => sampleTrack(key)),
    events,
    instant(sampleStart + 28 * dayMs),
  ).top(2)
  expect(first).toEqual({ key: 2, score: 1 })
  expect(second?.key).toBe(1)
  expect(second?.score).toBeCloseTo(0.25 + 0.5, 6)
})

test('a tenth of the catalogue stands out, and in a small one the first alone', () => {
  const tracks = Array.from({ length: 11 }, (_, place) => sampleTrack(place + 1))
  const events = sampleEvents('ann', [
    ['played', 3, 0],
    ['played', 7, 0],
    ['played', 7, days(1)],
    ['played', 5, 0],
  ])
  const asOf = instant(sampleStart + 2 * dayMs)
  const outstanding = (count: number) => {
    const popularity = trained(tracks.slice(0, count), events, asOf)
    return tracks.flatMap((_, place) => (popularity.standsOut(trackKey(place + 1)) ? [place + 1] : []))
  }
  expect(outstanding(11)).toEqual([3, 7])
  expect(outstanding(10)).toEqual([7])
  expect(outstanding(0)).toEqual([])
})

test('events in another order give the same scores', () => {
  const events = sampleEvents('ann', [
    ['played', 1, 0],
    ['liked', 1, days(3)],
    ['skipped', 1, days(9)],
  ])
  const tracks = [sampleTrack(1)]
  const asOf = instant(sampleStart + 20 * dayMs)
  const [inOrder] = trained(tracks, events, asOf).top(1)
  const [reversed] = trained(tracks, [...events].reverse(), asOf).top(1)
  expect(reversed?.score).toBeCloseTo(inOrder?.score ?? Number.NaN, 5)
})

test('a skip takes from a track, and a disliked one ends below the unheard', () => {
  const events = sampleEvents('ann', [
    ['played', 1],
    ['played', 2],
    ['skipped', 2],
    ['disliked', 3],
  ])
  const predictor = trained(
    [1, 2, 3, 4].map((key) => sampleTrack(key)),
    events,
  )
  expect(keys(predictor.top(9))).toEqual([1, 2, 4, 3])
  expect(predictor.popularityOf(trackKey(1))).toBe(1)
  expect(predictor.popularityOf(trackKey(3))).toBe(0)
  expect(predictor.popularityOf(trackKey(99))).toBe(0)
})

test('without one event the whole catalogue is ranked by rating, then key', () => {
  const tracks = [sampleTrack(1, { rating: 0.2 }), sampleTrack(2, { rating: 0.9 }), sampleTrack(3)]
  expect(keys(trained(tracks, []).top(5))).toEqual([2, 1, 3])
})

test('an empty catalogue gives empty lists', () => {
  const predictor = trained([], sampleEvents('ann', [['played', 1]]))
  expect(predictor.top(5)).toEqual([])
  expect(predictor.newReleases()).toEqual([])
  expect(predictor.popularityOf(trackKey(1))).toBe(0)
})

test('a tag has its own list, an unknown tag none', () => {
  const tracks = [1, 2, 3].map((key) => sampleTrack(key, { tags: key === 2 ? ['rock'] : ['rock', 'doom'] }))
  const predictor = trained(
    tracks,
    sampleEvents('ann', [
      ['played', 3],
      ['played', 2],
      ['played', 2],
    ]),
  )
  expect(keys(predictor.top(2, 'rock'))).toEqual([2, 3])
  expect(keys(predictor.top(9, 'doom'))).toEqual([3, 1])
  expect(predictor.top(9, 'polka')).toEqual([])
})

test('new releases go by date, then by plays, and never come from the future', () => {
  const tracks = [
    sampleTrack(1, { year: 2025 }),
    sampleTrack(2, { year: 2026, releasedAt: '2026-01-02' }),
    sampleTrack(3, { year: 2031 }),
    sampleTrack(4),
    sampleTrack(5, { year: 2025 }),
    sampleTrack(6, { year: 2025 }),
  ]
  const many = [...tracks, ...Array.from({ length: 12 }, (_, more) => sampleTrack(7 + more))]
  expect(trained(many, sampleEvents('ann', [['played', 1]])).newReleases()).toEqual([2, 1, 6, 5])
})

test('the newest are few: a date of which not all fit is left out, and a year may mean its last day', () => {
  const dated = (dates: readonly string[]) =>
    trained(
      [
        ...dates.map((date, key) =>
          sampleTrack(key, { year: Number(date.slice(0, 4)), ...(date.length > 4 && { releasedAt: date }) }),
        ),
        ...Array.from({ length: 12 - dates.length }, (_, more) => sampleTrack(dates.length + more)),
      ],
      [],
    ).newReleases()
  expect(dated(['2014', '2013', '2013', '2012'])).toEqual([0, 2, 1])
  expect(dated(['2014', '2013', '2013', '2013'])).toEqual([0])
  expect(dated(['2013', '2013', '2013', '2013'])).toEqual([])
  expect(dated(['2013-11-30', '2013', '2013', '2013-12-01'])).toEqual([3])
  expect(dated(['2014-11-30', '2013', '2013', '2014-12-01'])).toEqual([3, 0])
})

test('most played is counted by plays alone, of all and of a tag, and holds nothing that was not played', () => {
  const predictor = trained(
    [1, 2, 3, 4].map((key) => sampleTrack(key, { tags: key > 2 ? ['dub'] : [] })),
    sampleEvents('ann', [
      ['liked', 1],
      ['liked', 4],
      ['played', 2],
      ['played', 3],
      ['played', 3],
      ['skipped', 3],
      ['skipped', 3],
      ['skipped', 3],
    ]),
  )
  expect(keys(predictor.top(1))).toEqual([1])
  expect(predictor.mostPlayed()).toEqual([3, 2])
  expect(predictor.mostPlayed('dub')).toEqual([3])
  expect(predictor.mostPlayed('polka')).toEqual([])
})

test('an artifact that counted no plays apart and cut the newest by date can still be read, and claims nothing of either', () => {
  const one = Uint32Array.of(1)
  const columns = { keys: one, scores: Float32Array.of(1), tagKeys: one, newest: one }
  const old = model.load(packArtifact('popularity', { asOf: sampleStart, tags: [['dub', 1]] }, columns))
  expect(keys(old.top(9))).toEqual([1])
  expect([old.mostPlayed(), old.mostPlayed('dub'), old.newReleases()]).toEqual([[], [], []])
})
