import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawnRestsOn } from './drawn-rests.ts'

const queryFor = (limit: number, heardArtists: readonly number[] = []) => ({ seed: 's', limit, heardArtists })

interface Thing {
  readonly artist: number
  readonly version: number
  readonly score: number
}
const batchOf = (things: readonly Thing[]) => {
  const column = (values: readonly number[]) => Uint32Array.from(values)
  const columns = {
    key: column(things.map((_, place) => place + 1)),
    via: new Uint32Array(things.length),
    cause: new Uint32Array(things.length),
    artist: column(things.map(({ artist }) => artist)),
    version: column(things.map(({ version }) => version)),
  }
  return { count: things.length, columns }
}
const select = (
  things: readonly Thing[],
  limit: number,
  gap: number,
  perArtist: number,
  heardArtists: readonly number[] = [],
) => {
  const scores = Float64Array.from(things, ({ score }) => score)
  return drawnRestsOn
    .parse({ use: 'spaced', gap, perArtist, firm: false, rest: 0 })
    .select(queryFor(limit, heardArtists), batchOf(things), scores).places
}

describe('the selector of recipes up to 7', () => {
  it('takes the best first and keeps an artist apart', () => {
    const things = [
      { artist: 1, version: 0, score: 0.9 },
      { artist: 1, version: 0, score: 0.8 },
      { artist: 2, version: 0, score: 0.2 },
      { artist: 3, version: 0, score: 0.1 },
    ]
    expect(select(things, 4, 2, 3)).toEqual([0, 2, 3, 1])
  })

  it('goes on from what was heard: the share and the distance reach back over it', () => {
    const things = [
      { artist: 1, version: 0, score: 0.9 },
      { artist: 2, version: 0, score: 0.5 },
      { artist: 3, version: 0, score: 0.1 },
    ]
    expect(select(things, 1, 2, 3, [])).toEqual([0])
    expect(select(things, 1, 2, 3, [9, 9, 1])).toEqual([0])
    expect(select(things, 1, 2, 3, [9, 1])).toEqual([1])
    expect(select(things, 1, 2, 3, [2, 1])).toEqual([2])
    const often = [9, 9, 1, 9, 9, 1, 9, 9, 1]
    expect(select(things, 1, 2, 3, often)).toEqual([1])
    expect(select(things, 1, 2, 3, [...Array.from({ length: 12 }, () => 9), ...often])).toEqual([0])
  })

  it('gives way by as little as will do: among too few, whose turn is longest ago comes next', () => {
    const things = Array.from({ length: 8 }, (_, place) => ({
      artist: 1 + (place % 2),
      version: 0,
      score: place % 2,
    }))
    const artists = select(things, 8, 3, 2).map((place) => 1 + (place % 2))
    expect(artists).toEqual([2, 1, 2, 1, 2, 1, 2, 1])
  })

  it('says that it gave way when it did, and only then', () => {
    const things = [1, 2, 3, 1].map((artist) => ({ artist, version: 0, score: 0 }))
    const remark = (gap: number, perArtist: number, heardArtists: readonly number[], selected: number[]) =>
      drawnRestsOn
        .parse({ use: 'spaced', gap, perArtist, firm: false, rest: 0 })
        .remark?.(queryFor(4, heardArtists), batchOf(things), selected)
    const said = 'gave way, for there were too few other artists'
    expect(remark(2, 2, [], [0, 1, 2, 3])).toBeUndefined()
    expect(remark(3, 2, [], [0, 1, 2, 3])).toBe(said)
    expect(remark(2, 1, [], [0, 1, 2, 3])).toBe(said)
    expect(remark(2, 2, [9, 1], [0])).toBe(said)
    expect(remark(2, 2, [9, 9, 1], [0])).toBeUndefined()
    // Without a distance to keep, none was given up.
    expect(remark(0, 1000, [1], [0, 3, 1, 2])).toBeUndefined()
  })

  it('lets an artist rest beyond the distance, so that the best do not go round, and gives that up first', () => {
    const select = (artistsOf: readonly number[], seed: string) => {
      const things = artistsOf.map((artist) => ({ artist, version: 0, score: -artist }))
      const scores = Float64Array.from(things, ({ score }) => score)
      const batch = batchOf(things)
      const selector = drawnRestsOn.parse({ use: 'spaced', gap: 2, perArtist: 4, firm: false, rest: 4 })
      const { places: chosen } = selector.select({ ...queryFor(12), seed }, batch, scores)
      expect(selector.remark?.({ ...queryFor(12), seed }, batch, chosen)).toBeUndefined()
      return chosen.map((place) => artistsOf[place] ?? 0).join(' ')
    }
    const many = Array.from({ length: 80 }, (_, place) => 1 + (place % 20))
    const rows = ['a', 'b', 'c', 'd'].map((seed) => select(many, seed))
    expect(new Set(rows).size).toBe(4)
    for (const row of rows) expect(new Set(row.split(' ')).size).toBeGreaterThan(3)
    expect(select(many, 'a')).toBe(rows[0])
    const three = Array.from({ length: 12 }, (_, place) => 1 + (place % 3))
    expect(select(three, 'a')).toBe('1 2 3 1 2 3 1 2 3 1 2 3')
  })

  it('gives a slate from a catalogue of one artist', () => {
    const things = Array.from({ length: 6 }, (_, place) => ({ artist: 7, version: 0, score: -place }))
    expect(select(things, 5, 4, 2)).toEqual([0, 1, 2, 3, 4])
  })

  it('never takes a recording twice, and takes as many as there are', () => {
    const thing = fc.record({
      artist: fc.nat(5),
      version: fc.nat(4),
      score: fc.double({ noNaN: true, min: -9, max: 9 }),
    })
    fc.assert(
      fc.property(
        fc.array(thing, { maxLength: 40, size: 'max' }),
        fc.nat(30),
        fc.nat(4),
        fc.integer({ min: 1, max: 4 }),
        (things, limit, gap, perArtist) => {
          const recording = (place: number) => {
            const version = things[place]?.version ?? 0
            return version === 0 ? place + 1 : version - 1
          }
          const chosen = select(things, limit, gap, perArtist)
          const recordings = chosen.map(recording)
          expect(new Set(recordings).size).toBe(recordings.length)
          expect(chosen.length).toBe(
            Math.min(limit, new Set(things.map((_, place) => recording(place))).size),
          )
        },
      ),
    )
  })
})
