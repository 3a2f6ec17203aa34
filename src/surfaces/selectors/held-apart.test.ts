import fc from 'fast-check'
import { expect, it } from 'vitest'
import { batchOf, chancesAfter, drawWith, type World } from './diversification.sample.ts'
import { diversifiedOn } from './diversification.ts'

/** What is told to be held back by an artist is held against who may stand at a place, said without the code that draws. */
const policy = { gap: 2, perArtist: 2, firm: false, rest: 0, temperature: 0.001 }
const told = (world: World, selected: readonly number[], said: object = policy) => {
  const selector = diversifiedOn.parse({ use: 'diversification', ...said })
  const query = { seed: 'seed', limit: selected.length, heardArtists: world.heard }
  const scores = Float64Array.from(world.things, ({ score }) => score)
  return selector.heldBack?.(query, batchOf(world.things), scores, selected)
}

it('says of a track behind one of a lower score that its artist stood close, or had had their share', () => {
  const things = [
    { artist: 1, version: 0, score: 0.9 },
    { artist: 1, version: 0, score: 0.8 },
    { artist: 2, version: 0, score: 0.5 },
    { artist: 3, version: 0, score: 0.4 },
    { artist: 1, version: 0, score: 0.6 },
    { artist: 4, version: 0, score: 0.1 },
  ]
  const world = { things, heard: [] }
  const { places } = drawWith(policy, world, 6)('seed')
  expect(places).toEqual([0, 2, 3, 1, 5, 4])
  expect(told(world, places)).toEqual([
    undefined,
    { rank: 1, reason: 'artist-close' },
    undefined,
    undefined,
    { rank: 1, reason: 'artist-close' },
    undefined,
  ])
  expect(told({ things: things.slice(2), heard: [1, 9, 9, 1] }, [0])).toEqual([
    ...[undefined, undefined],
    { rank: 0, reason: 'artist-share' },
    undefined,
  ])
})

it('tells it of exactly those that score more and could not stand where another one was taken', () => {
  const thing = fc.record({
    artist: fc.nat(4),
    version: fc.nat(3),
    score: fc.double({ noNaN: true, min: 0, max: 1 }),
  })
  const worlds = fc.record({
    things: fc.array(thing, { maxLength: 20, size: 'max' }),
    heard: fc.array(fc.nat(4), { maxLength: 16 }),
  })
  const bounds = fc.record({ gap: fc.nat(4), perArtist: fc.integer({ min: 1, max: 4 }), firm: fc.boolean() })
  let held = 0
  fc.assert(
    fc.property(worlds, bounds, fc.nat(3), fc.string(), (world, bound, rest, seed) => {
      const said = { ...bound, rest, temperature: 0.2 }
      const { places } = drawWith(said, world, 8)(seed)
      const recordingOf = (place: number) => (world.things[place]?.version || place + 2) - 1
      const scoreOf = (place: number) => world.things[place]?.score ?? 0
      const wanted = world.things.map((_, one) => {
        const rank = places.findIndex((taken, nth) => {
          const before = places.slice(0, nth)
          return (
            scoreOf(one) > scoreOf(taken) &&
            !before.some((other) => recordingOf(other) === recordingOf(one)) &&
            !chancesAfter(said, world, before).has(one)
          )
        })
        return rank < 0 ? undefined : rank
      })
      held += wanted.filter((rank) => rank !== undefined).length
      expect(told(world, places, said)?.map((one) => one?.rank)).toEqual(wanted)
    }),
  )
  expect(held).toBeGreaterThan(50)
})
