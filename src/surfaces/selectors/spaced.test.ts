import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, requestId } from '#domain'
import type { KeptQuery } from '../query.ts'
import { spaced } from './spaced.ts'

const queryFor = (limit: number): KeptQuery => ({
  requestId: requestId('r'),
  surface: 'now-playing',
  asOf: instant(0),
  seed: 's',
  limit,
  recentKeys: [],
  skippedKeys: [],
  excludedKeys: [],
  excludedRecordings: [],
  shelves: [],
})

interface Thing {
  readonly artist: number
  readonly version: number
  readonly score: number
}
const select = (things: readonly Thing[], limit: number, gap: number, perArtist: number) => {
  const column = (values: readonly number[]) => Uint32Array.from(values)
  const columns = {
    key: column(things.map((_, place) => place + 1)),
    via: new Uint32Array(things.length),
    cause: new Uint32Array(things.length),
    artist: column(things.map(({ artist }) => artist)),
    version: column(things.map(({ version }) => version)),
  }
  const scores = Float64Array.from(things, ({ score }) => score)
  return spaced(gap, perArtist).select(queryFor(limit), { count: things.length, columns }, scores)
}

describe('the spaced selector', () => {
  it('takes the best first and keeps an artist apart', () => {
    const things = [
      { artist: 1, version: 0, score: 0.9 },
      { artist: 1, version: 0, score: 0.8 },
      { artist: 2, version: 0, score: 0.2 },
      { artist: 3, version: 0, score: 0.1 },
    ]
    expect(select(things, 4, 2, 3)).toEqual([0, 2, 3, 1])
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
