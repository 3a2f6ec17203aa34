import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trackKey } from '#domain'
import type { AppEvent } from '#log'
import { packArtifact } from '../packed-artifact.ts'
import { sampleCatalog, sampleEvents, sampleStart, sampleTrack } from '../sample-listening.ts'
import { train } from '../train.ts'
import { createCoOccurrence } from './co-occurrence.ts'

const catalog = sampleCatalog(Array.from({ length: 40 }, (_, key) => sampleTrack(key)))

const trained = (events: readonly AppEvent[], config: Parameters<typeof createCoOccurrence>[0] = {}) => {
  const model = createCoOccurrence(config)
  return model.load(train(model, { events, catalog, asOf: sampleStart }).bytes)
}

const played = (listener: string, keys: readonly number[], session?: string) =>
  sampleEvents(
    listener,
    keys.map((key) => ['played', key] as const),
    session,
  )

test('nearer in the session is nearer in score, and the order heard counts more', () => {
  const model = trained(played('ann', [1, 2, 3], 's'), { shrink: 0, forwardBonus: 0.5 })
  expect(model.after(trackKey(1), 9)).toEqual([
    { key: 2, score: 1, times: 0 },
    { key: 3, score: 0.75, times: 0 },
  ])
  expect(model.after(trackKey(2), 9)).toEqual([
    { key: 3, score: 1, times: 0 },
    { key: 1, score: 1, times: 0 },
  ])
  expect(model.after(trackKey(3), 9)).toEqual([
    { key: 2, score: 1, times: 0 },
    { key: 1, score: 0.5, times: 0 },
  ])
})

test('the order is told where two listeners heard it soon, and more often than the way back', () => {
  const timesAfter = (from: number, to: number, events: readonly AppEvent[]) =>
    trained(events)
      .after(trackKey(from), 50)
      .find(({ key }) => key === to)?.times
  const both = (keys: readonly number[], session: string) => [
    ...played('ann', keys, `ann-${session}`),
    ...played('bob', keys, `bob-${session}`),
  ]
  const there = both([1, 2], 'first')
  expect(timesAfter(1, 2, there)).toBe(2)
  expect(timesAfter(2, 1, there)).toBe(0)
  expect(timesAfter(1, 2, played('ann', [1, 2, 1, 2, 1, 2], 's'))).toBe(0)
  expect(timesAfter(1, 2, both([1, 7, 8, 2], 'third place'))).toBe(2)
  expect(timesAfter(1, 2, both([1, 7, 8, 9, 2], 'fourth place'))).toBe(0)
  expect(timesAfter(1, 2, [...there, ...both([2, 1], 'back')])).toBe(0)
  expect(timesAfter(1, 2, [...there, ...both([2, 7, 8, 9, 1], 'later back')])).toBe(0)
})

test('skipped tracks are not heard together with anything', () => {
  const events = sampleEvents(
    'ann',
    [
      ['played', 1],
      ['skipped', 2],
      ['played', 3],
    ],
    's',
  )
  const model = trained(events)
  expect(model.after(trackKey(2), 9)).toEqual([])
  expect(model.after(trackKey(1), 9).map(({ key }) => key)).toEqual([3])
})

test('sessions end where their id changes, or after half an hour without one', () => {
  const named = trained([...played('ann', [1, 2], 'first'), ...played('ann', [3, 4], 'second')])
  expect(named.after(trackKey(2), 9).map(({ key }) => key)).toEqual([1])
  const gap = trained(
    sampleEvents('ann', [
      ['played', 1, 0],
      ['played', 2, 30],
      ['played', 3, 61],
    ]),
  )
  expect(gap.after(trackKey(2), 9).map(({ key }) => key)).toEqual([1])
})

test('listeners whose events are mixed in the log stay apart', () => {
  const mixed = played('ann', [1, 2], 'a').flatMap((event, i) => [
    event,
    played('bob', [3, 4], 'b')[i] ?? event,
  ])
  const model = trained(mixed)
  expect(model.after(trackKey(1), 9).map(({ key }) => key)).toEqual([2])
  expect(model.after(trackKey(3), 9).map(({ key }) => key)).toEqual([4])
})

test('one shared session of two rare tracks is worth less than many of two common ones', () => {
  const often = Array.from({ length: 20 }, (_, i) => played('ann', [1, 2], `s${i}`)).flat()
  const model = trained([...often, ...played('bob', [5, 6], 'once')])
  expect(model.after(trackKey(1), 1)[0]?.score).toBeGreaterThan(model.after(trackKey(5), 1)[0]?.score ?? 1)
})

test('the window and the number of neighbours are limits', () => {
  const keys = Array.from({ length: 30 }, (_, key) => key)
  const model = trained(played('ann', keys, 's'), { window: 3, neighbours: 4 })
  const near = model.after(trackKey(15), 9).map(({ key }) => Math.abs(key - 15))
  expect(near).toHaveLength(4)
  expect(Math.max(...near)).toBeLessThanOrEqual(3)
  expect(model.after(trackKey(15), 2)).toHaveLength(2)
})

test('rows hold what a plain count over all pairs says', () => {
  const sessions = fc.array(fc.array(fc.nat({ max: 12 }), { maxLength: 15 }), { maxLength: 8 })
  fc.assert(
    fc.property(sessions, (all) => {
      const model = trained(all.flatMap((keys, i) => played(`listener-${i}`, keys, `s${i}`)))
      const plays = all.flat()
      const plain = (from: number, to: number): number => {
        let sum = 0
        for (const keys of all)
          for (const [i, a] of keys.entries())
            for (let d = 1; d <= 10 && i + d < keys.length; d++) {
              if (a === from && keys[i + d] === to) sum += 1.5 / d
              if (a === to && keys[i + d] === from) sum += 1 / d
            }
        const count = (key: number) => plays.filter((played) => played === key).length
        return Math.min(1, sum / (Math.sqrt(count(from) * count(to)) + 5))
      }
      for (let from = 0; from <= 12; from++) {
        const found = new Map<number, number>(
          model.after(trackKey(from), 50).map(({ key, score }) => [key, score]),
        )
        for (let to = 0; to <= 12; to++)
          if (to !== from) expect(found.get(to) ?? 0).toBeCloseTo(plain(from, to), 4)
      }
    }),
    { numRuns: 40 },
  )
})

test('an artifact that did not count the order can still be read, and claims none', () => {
  const bytes = packArtifact(
    'co-occurrence',
    {},
    { rows: Uint32Array.of(0, 1), keys: Uint32Array.of(1), scores: Float32Array.of(1) },
  )
  expect(createCoOccurrence().load(bytes).after(trackKey(0), 9)).toEqual([{ key: 1, score: 1, times: 0 }])
})

test('what arrives late in the log was not played after what came before it in the log', () => {
  const late = ['ann', 'bob'].flatMap((listener) =>
    sampleEvents(listener, [
      ['played', 1, 10],
      ['played', 2, 5],
    ]),
  )
  expect(trained(late).after(trackKey(1), 9)).toEqual([expect.objectContaining({ key: 2, times: 0 })])
})

test('rows that point outside their columns are refused', () => {
  const bytes = packArtifact(
    'co-occurrence',
    {},
    { rows: Uint32Array.of(0, 9), keys: Uint32Array.of(1), scores: Float32Array.of(1) },
  )
  expect(() => createCoOccurrence().load(bytes)).toThrowError(
    expect.objectContaining({ code: 'corrupt-record' }),
  )
})
