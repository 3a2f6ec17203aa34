import { describe, expect, it } from 'vitest'
import { addressedTo } from './column-words.ts'
import { scaleOf, summedParts, told, toldParts } from './told-score.ts'

type Numbers = Readonly<Record<string, number>>
const candidate = (features: Numbers, parts?: Numbers) =>
  ({
    trackId: 'a',
    title: 'A',
    artist: 'B',
    sources: [],
    fate: { kind: 'not-selected' },
    features,
    ...(parts && { parts, score: Object.values(parts).reduce((sum, part) => sum + part, 0) }),
  }) as const
type Made = ReturnType<typeof candidate>

const tellAll = (weights: Numbers, candidates: readonly Made[]) => {
  const scale = scaleOf({ weights, candidates })
  return candidates.map((one) => told(one, scale))
}
const rowsOf = ({ topics }: ReturnType<typeof told>) =>
  topics.map(({ label, reading, amount }) => [label, reading, amount])
const inHundredths = (amounts: readonly (number | undefined)[]) =>
  amounts.reduce<number>((sum, amount = 0) => sum + Math.round(100 * amount), 0)

/** As a learnt ranker gives parts: to what has nothing as well, beside all that it ever learnt from. */
const nothing = { rating: -0.0635, daysSincePlayed: 0.0615, skippedSound: -0.3398, mostPlace: -0.02 }
const never = { rating: 0, daysSincePlayed: -1, daysSinceHeard: -1, plays: 0, skippedSound: 0, mostPlace: 0 }

describe('a learnt score', () => {
  const first = candidate(
    { ...never, afterPlace: 1, afterTimes: 20, leads: 1 },
    { ...nothing, afterPlace: 0.62, afterTimes: -0.1 },
  )
  const other = candidate(
    { ...never, afterPlace: 0, afterTimes: 0, leads: 1 },
    { ...nothing, afterPlace: -0.1, afterTimes: 0 },
  )

  it('tells nothing of what all that were ranked have alike: no history is no fact about a listener [promise: told-as-it-is]', () => {
    const [one, two] = tellAll({}, [first, other])
    expect(one && rowsOf(one)).toEqual([['Known to follow', '1st after what plays, 20 times', 0.31]])
    expect(two && rowsOf(two)).toEqual([['Known to follow', 'no', -0.31]])
    expect([one?.total, two?.total]).toEqual([0.31, -0.31])
  })

  it('tells what is about one thing as one, whatever its columns give apart', () => {
    const scale = scaleOf({ weights: {}, candidates: [first, other] })
    expect(toldParts(first, scale).parts).toEqual([
      { name: 'afterPlace', label: 'Place in what follows what plays', reading: '1st', gives: 0.36 },
      { name: 'afterTimes', label: 'Times heard after what plays', reading: '20', gives: -0.05 },
    ])
    expect(told(first, scale).topics).toHaveLength(1)
  })

  it('words what only others have as what it has not', () => {
    const played = candidate(
      { ...never, plays: 3, daysSincePlayed: 0.5, daysSinceHeard: 0.5, mostPlace: 2, rating: 1 },
      { plays: 0.8, rating: 0.5 },
    )
    const unheard = candidate(never, { plays: -0.1, rating: -0.06 })
    const [one, two] = tellAll({}, [played, unheard])
    expect(one && rowsOf(one)).toEqual([
      ['{your} past with it', 'liked, played 12 hours ago, 2nd of {your} most played', 0.73],
    ])
    expect(two && rowsOf(two)).toEqual([['{your} past with it', 'never heard', -0.73]])
  })

  it('adds up as it is shown, with what is left out in one line [promise: told-as-it-is]', () => {
    const many = Array.from({ length: 9 }, (_, nth) =>
      candidate(
        { ...never, afterPlace: nth, nearPlace: 3 * nth, popularity: nth / 9, tagTaste: nth / 20 },
        {
          afterPlace: nth / 7,
          nearPlace: -nth / 13,
          popularity: nth / 300,
          tagTaste: nth / 90,
          unheardOf: nth / 11,
        },
      ),
    )
    const scale = scaleOf({ weights: {}, candidates: many })
    for (const one of many) {
      const { topics, rest, total } = told(one, scale)
      expect(inHundredths([...topics.map(({ amount }) => amount), rest])).toBe(inHundredths([total]))
      const { parts, rest: left, average, score } = toldParts(one, scale)
      expect(inHundredths([average, ...parts.map(({ gives }) => gives), left])).toBe(inHundredths([score]))
      expect(score).toBeCloseTo(one.score ?? Number.NaN, 2)
    }
  })

  it('of what nobody was ranked beside tells nothing for or against it', () => {
    const [alone] = tellAll({}, [first])
    expect(alone && rowsOf(alone)).toEqual([['Known to follow', '1st after what plays, 20 times', undefined]])
    expect(alone).toMatchObject({ rest: 0, total: 0 })
  })
})

describe('a weighted sum', () => {
  const weights = { after: 1, sound: 0.9, again: 0.12, skipRate: -0.5, seed: 0 }
  const features = {
    after: 0.4,
    sound: 0.8,
    plays: 4,
    skips: 1,
    daysSinceHeard: 2,
    rating: 0,
    skipRate: 1 / 3,
    bestTag: 3,
  }
  const parts = { after: 0.4, sound: 0.72, again: -0.15, skipRate: 0, seed: 0, rounding: 0.0003 }

  it('is told as it is, past and all: what was read of a past makes one part', () => {
    const [one] = tellAll(weights, [
      candidate(features, parts),
      candidate({ ...features, after: 0 }, { ...parts, after: 0 }),
    ])
    expect(one && rowsOf(one)).toEqual([
      ['Likeness in style', '0.8 of 1', 0.72],
      ['Known to follow', '0.4 of 1', 0.4],
      ['{your} past with it', 'heard 2 days ago, skipped before', -0.15],
    ])
    expect(one).toMatchObject({ rest: 0, total: 0.97 })
  })

  it('can be done again from what is shown, to the last place', () => {
    const summed = summedParts(candidate(features, parts), weights)
    expect(summed.parts.map(({ name, weight, gives }) => [name, weight, gives])).toEqual([
      ['after', 1, 0.4],
      ['sound', 0.9, 0.72],
      ['again', 0.12, -0.15],
    ])
    expect(summed.parts[1]?.reads).toBeCloseTo(0.8, 9)
    expect([summed.rest, summed.score]).toEqual([0.0003, 0.9703])
  })
})

describe('a score that nobody tells the parts of', () => {
  it('has its readings alone, without for or against', () => {
    const [one] = tellAll({}, [
      candidate({ popularity: 0.5, relevance: 0, skipRate: 1 / 3, tempoMatch: 0.4 }),
    ])
    expect(one && rowsOf(one)).toEqual([
      ['Popularity', '0.5 of 1', undefined],
      ['Tempo match', '0.4', undefined],
    ])
    expect(one?.total).toBeUndefined()
  })
})

describe('words to a listener', () => {
  it('say "your" to the listener whose decision it is, and to nobody else', () => {
    expect(addressedTo(true)('{your} past with what {you} play')).toBe('Your past with what you play')
    expect(addressedTo(false)('2nd of {your} most played')).toBe('2nd of their most played')
  })
})
