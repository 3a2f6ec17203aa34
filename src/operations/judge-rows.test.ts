import { expect, test } from 'vitest'
import { eventId, instant, listenerId, minuteMs, trackId, trackKey } from '#domain'
import { divergence, judgeRows, tagShares } from './judge-rows.ts'

const start = Date.UTC(2026, 0, 5)
const styles = ['dub', 'folk']
/** Even keys are dub, odd ones folk. */
const tagsOf = (key: number) => [styles[key % 2] ?? '']
const plays = (listener: string, count: number) =>
  Array.from({ length: count }, (_, key) => ({
    type: 'track.played' as const,
    id: eventId(`${listener}-${key}`),
    at: instant(start + key * minuteMs),
    listenerId: listenerId(listener),
    trackId: trackId(String(key)),
    tags: tagsOf(key),
  }))
const judged = (row: readonly number[]) => {
  const asked: unknown[] = []
  const judging = judgeRows({
    past: [...plays('ann', 20), ...plays('new', 19)],
    at: instant(start + 60 * minuteMs),
    keyOf: (id) => trackKey(Number(id)),
    tagsOf,
    answerers: [
      {
        name: 'way',
        next: async (ask, count) => {
          asked.push([ask.listener, ask.from, count])
          return row.map(trackKey)
        },
      },
    ],
    signal: AbortSignal.timeout(5_000),
  })
  return judging.then(({ listeners, divergence, commonestTag }) => ({
    ...{ listeners, asked },
    figures: [divergence.get('way')?.[0], commonestTag.get('way')?.[0]],
  }))
}

test('who has played enough is asked from what they heard last', async () => {
  const { listeners, asked } = await judged([2])
  expect(listeners).toEqual(['ann'])
  expect(asked).toEqual([['ann', 19, 50]])
})

test('a row of what is played alike is at no distance, one of one scene far off, an empty one says nothing', async () => {
  expect((await judged([2, 3, 4, 5])).figures).toEqual([0, 0.5])
  const [far, most] = (await judged([2, 4, 6])).figures
  // Half stays as it is, of the other half a hundredth is mixed in: ½ ln(½ / (.99 + .005)) + ½ ln 100.
  expect(far).toBeCloseTo(0.5 * Math.log(0.5 / 0.995) + 0.5 * Math.log(100), 12)
  expect(most).toBe(1)
  expect((await judged([])).figures).toEqual([Number.NaN, Number.NaN])
})

test('a track is divided among its tags, and one without any is left out', () => {
  expect(tagShares([['a', 'b'], ['a'], []])).toEqual(
    new Map([
      ['a', 0.75],
      ['b', 0.25],
    ]),
  )
  expect(divergence(tagShares([]), tagShares([['a']]))).toBe(0)
})
