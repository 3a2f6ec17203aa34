import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  batchOf,
  chancesAfter,
  drawWith,
  type Policy,
  slatesOf,
  type Thing,
  type World,
} from './diversification.sample.ts'
import { diversifiedOn } from './diversification.ts'

const thing = fc.record({
  artist: fc.nat(5),
  version: fc.nat(4),
  score: fc.double({ noNaN: true, min: -9, max: 9 }),
})
const worlds = fc.record({
  things: fc.array(thing, { maxLength: 40, size: 'max' }),
  heard: fc.array(fc.nat(5), { maxLength: 20 }),
})
const bounds = fc.record({ gap: fc.nat(4), perArtist: fc.integer({ min: 1, max: 4 }), firm: fc.boolean() })

/** Three artists of two tracks, one of which has two versions: distance, share and recording all bind within five places. */
const tight: World = {
  things: [
    { artist: 1, version: 0, score: 0.9 },
    { artist: 1, version: 3, score: 0.7 },
    { artist: 2, version: 3, score: 0.6 },
    { artist: 2, version: 0, score: 0.4 },
    { artist: 3, version: 0, score: 0.3 },
    { artist: 3, version: 0, score: 0.1 },
  ],
  heard: [3],
}
const policies: readonly Policy[] = [
  { gap: 1, perArtist: 2, firm: false, rest: 2, temperature: 0.3 },
  { gap: 2, perArtist: 1, firm: true, rest: 0, temperature: 0.5 },
  { gap: 0, perArtist: 9, firm: false, rest: 0, temperature: 0.2 },
]
const limit = 5
const draws = 20_000

describe('a place that is drawn', () => {
  it('has the probability that is told, whatever the bounds leave to stand there [promise: chance-has-a-number]', () => {
    const cases = fc.tuple(
      worlds,
      bounds,
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      fc.nat(6),
      fc.string(),
    )
    fc.assert(
      fc.property(cases, ([world, bound, temperature, rest, seed]) => {
        const policy = { ...bound, temperature, rest }
        const drawn = drawWith(policy, world, 12)(seed)
        for (const [nth, place] of drawn.places.entries()) {
          const chances = chancesAfter(policy, world, drawn.places.slice(0, nth))
          expect([...chances.values()].reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9)
          const told = drawn.propensities[nth] ?? 0
          expect(Math.abs(told - (chances.get(place) ?? 0))).toBeLessThan(1e-6)
          expect(told).toBe(Math.fround(told))
        }
        expect(chancesAfter(policy, world, drawn.places).size === 0 || drawn.places.length === 12).toBe(true)
        expect(drawWith(policy, world, 12)(seed)).toEqual(drawn)
      }),
    )
  })

  it.each(policies)(
    'is counted over many requests as often as is told, slate by slate, with bounds that bind: $gap apart, $perArtist of an artist [promise: chance-has-a-number]',
    (policy) => {
      const draw = drawWith(policy, tight, limit)
      const seen = new Map<string, { count: number; told: number }>()
      for (let nth = 0; nth < draws; nth++) {
        const { places, propensities } = draw(`request-${nth}`)
        const told = propensities.reduce((all, one) => all * one, 1)
        const before = seen.get(places.join()) ?? { count: 0, told }
        expect(before.told).toBe(told)
        seen.set(places.join(), { count: before.count + 1, told })
      }
      const all = [...slatesOf(policy, tight, limit)]
      expect(all.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 9)
      const distance = all.reduce((sum, { places, chance }) => {
        const found = seen.get(places.join())
        if (found) expect(Math.abs(found.told - chance)).toBeLessThan(1e-6)
        return sum + Math.abs((found?.count ?? 0) / draws - chance) / 2
      }, 0)
      // Total variation: its mean is below half the root of slates over draws, and it strays a billionth of the time by the rest.
      expect(distance).toBeLessThan(Math.sqrt(all.length / draws) / 2 + Math.sqrt(Math.log(1e9) / 2 / draws))
      expect([...seen.keys()].every((key) => all.some(({ places }) => places.join() === key))).toBe(true)
    },
  )

  it('tells what another policy would have been worth, within the interval of the estimate [promise: chance-has-a-number]', () => {
    const worth = (places: readonly number[]) =>
      places.reduce((sum, place, nth) => sum + (5 - place) / (1 + nth), 0)
    for (const [index, serving] of policies.entries()) {
      const other = { ...serving, temperature: 0.6 * serving.temperature, rest: 0 }
      const truth = [...slatesOf(other, tight, 3)].reduce(
        (sum, { places, chance }) => sum + chance * worth(places),
        0,
      )
      const draw = drawWith(serving, tight, 3)
      const estimates = Array.from({ length: draws }, (_, nth) => {
        const { places, propensities } = draw(`log-${index}-${nth}`)
        const ratio = places.reduce((all, place, at) => {
          const chance = chancesAfter(other, tight, places.slice(0, at)).get(place) ?? 0
          return (all * chance) / (propensities[at] ?? 0)
        }, 1)
        return ratio * worth(places)
      })
      const mean = estimates.reduce((sum, one) => sum + one, 0) / draws
      const variance = estimates.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (draws - 1)
      expect(Math.abs(mean - truth)).toBeLessThan(4 * Math.sqrt(variance / draws))
      // Without the propensities it would be the worth of what served, which is another.
      const served = [...slatesOf(serving, tight, 3)].reduce(
        (sum, { places, chance }) => sum + chance * worth(places),
        0,
      )
      expect(Math.abs(served - truth)).toBeGreaterThan(4 * Math.sqrt(variance / draws))
    }
  })
})

describe('without chance', () => {
  it('the best come first, as recipes up to 7 without a rest had them, and every place is certain', () => {
    fc.assert(
      fc.property(worlds, bounds, fc.nat(30), ({ things, heard }, bound, most) => {
        const before = diversifiedOn
          .parse({ use: 'spaced', ...bound, rest: 0 })
          .select({ seed: 's', limit: most, heardArtists: heard }, batchOf(things), scoresOf(things))
        const { places, propensities } = drawWith(
          { ...bound, rest: 0, temperature: 0 },
          { things, heard },
          most,
        )('s')
        expect(places).toEqual(before.places)
        expect(propensities).toEqual(places.map(() => 1))
      }),
    )
  })

  it('is where ever less chance leads to', () => {
    const apart = fc.uniqueArray(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(apart, worlds, bounds, fc.string(), (scores, { heard }, bound, seed) => {
        const things = scores.map((score) => ({ artist: score & 3, version: 0, score: score / 10 }))
        const still = drawWith({ ...bound, rest: 0, temperature: 0 }, { things, heard }, 12)(seed)
        for (const temperature of [1e-3, 1e-9, Number.MIN_VALUE]) {
          const drawn = drawWith({ ...bound, rest: 0, temperature }, { things, heard }, 12)(seed)
          expect(drawn.places).toEqual(still.places)
          expect(drawn.propensities.every((chance) => chance > 0.999)).toBe(true)
        }
      }),
    )
  })
})

describe('who rests', () => {
  const artistsOf = Array.from({ length: 80 }, (_, place) => 1 + (place % 20))
  const things = artistsOf.map((artist) => ({ artist, version: 0, score: -artist }))
  const rowBy = (rest: number, seed: string) =>
    drawWith(
      { gap: 2, perArtist: 4, firm: false, rest, temperature: 0.01 },
      { things, heard: [] },
      12,
    )(seed)
      .places.map((place) => artistsOf[place] ?? 0)
      .join(' ')

  it('is away for longer than the distance, so that the best do not go round, and comes in another order each time', () => {
    expect(rowBy(0, 'a')).toBe('1 2 3 1 2 3 1 2 3 1 2 3')
    const rows = ['a', 'b', 'c', 'd'].map((seed) => rowBy(4, seed))
    expect(new Set(rows).size).toBe(4)
    for (const row of rows) expect(new Set(row.split(' ')).size).toBeGreaterThan(3)
  })

  it('rests for any number of places up to the most as probably', () => {
    const draw = drawWith(
      { gap: 0, perArtist: 9, firm: false, rest: 3, temperature: 0.01 },
      { things, heard: [1] },
      4,
    )
    const back = [0, 0, 0, 0]
    for (let nth = 0; nth < draws; nth++) {
      const place = draw(`rest-${nth}`).places.findIndex((taken) => artistsOf[taken] === 1)
      back[place] = (back[place] ?? 0) + 1 / draws
    }
    for (const share of back) expect(Math.abs(share - 1 / 4)).toBeLessThan(4 * Math.sqrt(3 / 16 / draws))
  })

  it('comes all the same where there is nobody else, and nothing is said of it', () => {
    const three = Array.from({ length: 12 }, (_, place) => ({
      artist: 1 + (place % 3),
      version: 0,
      score: 0,
    }))
    const bound = { gap: 2, perArtist: 4, firm: false, rest: 5, temperature: 0.1 }
    const selector = diversifiedOn.parse({ use: 'diversification', ...bound })
    const query = { seed: 'a', limit: 12, heardArtists: [] }
    const { places } = selector.select(query, batchOf(three), scoresOf(three))
    expect(places).toHaveLength(12)
    expect(selector.remark?.(query, batchOf(three), places)).toBeUndefined()
  })

  it('is chance, which a recipe without chance does not have', () => {
    const still = { use: 'diversification', gap: 0, perArtist: 9, firm: false, rest: 1, temperature: 0 }
    expect(diversifiedOn.safeParse(still).error?.issues).toMatchObject([
      { path: ['rest'], message: 'is chance: it must be 0 where the temperature is' },
    ])
  })
})

const scoresOf = (things: readonly Thing[]) => Float64Array.from(things, ({ score }) => score)
