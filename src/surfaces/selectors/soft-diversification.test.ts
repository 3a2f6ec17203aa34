import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tagNumber } from '../hydrators/telling-tags.ts'
import { batchOf, type Thing, type World as Untagged } from './diversification.sample.ts'
import { softlyDiversifiedOn } from './soft-diversification.ts'
import { nobody, placesInARow } from './strain.ts'

/** What stands back for its artist, held against who may stand at a place and how probably, said once more without the code that draws. */
interface World extends Untagged {
  readonly things: readonly (Thing & { readonly tag: number })[]
  /** Tags, newest first. */
  readonly heardTags: readonly number[]
}
interface Policy {
  readonly gap: number
  readonly close: number
  readonly perArtist: number
  readonly temperature: number
  readonly perTag: { readonly places: number; readonly beyond: number }
}

const parse = (policy: Policy) =>
  softlyDiversifiedOn.parse({ use: 'soft-diversification', timeoutMs: 10, ...policy }).selector
const taggedBatchOf = ({ things }: World) => {
  const { count, columns } = batchOf(things)
  const tag1 = Uint32Array.from(things, ({ tag }) => (tag === 0 ? 0 : tagNumber(`tag-${tag}`)))
  return { count, columns: { ...columns, tag1, tag2: new Uint32Array(count), tag3: new Uint32Array(count) } }
}
/** Of the first tag a fifth is played, of the others nothing that is listed. */
const shares: [string, number][] = [['tag-1', 0.2]]
const query = ({ heard, heardTags }: World, limit = 12, seed = 'seed') => ({
  ...{ seed, limit, heardArtists: heard },
  calibration: { shares, heardTags: heardTags.map((tag) => (tag === 0 ? [] : [`tag-${tag}`])) },
})
const scoresOf = ({ things }: World) => Float64Array.from(things, ({ score }) => score)
const draw = (policy: Policy, world: World, limit: number, seed = 'seed') => {
  const { select } = parse(policy)
  const { places, propensities = [] } = select(
    query(world, limit, seed),
    taggedBatchOf(world),
    scoresOf(world),
  )
  return { places, propensities: [...propensities] }
}
const by = (artist: number, score: number, tag = 0) => ({ artist, score, tag, version: 0 })

/** By candidate what it is drawn by for the place behind these; none of those who may not stand there. */
const standingAfter = (
  { gap, close, perArtist, perTag: { places, beyond } }: Policy,
  { things, heard, heardTags }: World,
  taken: readonly number[],
) => {
  const tagsBefore = [
    ...heardTags.slice(0, places - 1).toReversed(),
    ...taken.map((place) => things[place]?.tag ?? 0),
  ].slice(1 - places)
  const isFull = (tag: number) =>
    tag > 0 &&
    tagsBefore.filter((other) => other === tag).length >=
      Math.ceil(places * Math.min(1, (tag === 1 ? 0.2 : 0) + beyond))
  const artistOf = (place: number) => things[place]?.artist ?? nobody
  const row = [...heard.toReversed(), ...taken.map(artistOf)].slice(1 - placesInARow)
  const recordingOf = (place: number) => (things[place]?.version || place + 2) - 1
  const shown = taken.map(recordingOf)
  const all = things.flatMap(({ artist, score, tag }, place) => {
    if (shown.includes(recordingOf(place))) return []
    const last = artist === nobody ? -1 : row.lastIndexOf(artist)
    const ago = last < 0 ? Number.POSITIVE_INFINITY : row.length - last
    const had = last < 0 ? 0 : row.filter((other) => other === artist).length
    const by = score - (ago > gap ? 0 : close * ((gap + 1 - ago) / gap))
    const tooMany = last < 0 ? 0 : Math.max(0, had + 1 - perArtist)
    return { place, by, strain: 2 * tooMany + (isFull(tag) ? 1 : 0) }
  })
  const least = Math.min(...all.map(({ strain }) => strain))
  return new Map(all.filter(({ strain }) => strain === least).map(({ place, by }) => [place, by]))
}

const thing = fc.record({
  artist: fc.nat(5),
  version: fc.nat(4),
  score: fc.double({ noNaN: true, min: -9, max: 9 }),
  tag: fc.nat(3),
})
const worlds = fc.record({
  things: fc.array(thing, { maxLength: 40, size: 'max' }),
  heard: fc.array(fc.nat(5), { maxLength: 20 }),
  heardTags: fc.array(fc.nat(3), { maxLength: 20 }),
})
const policies = fc.record({
  gap: fc.integer({ min: 1, max: 5 }),
  close: fc.double({ noNaN: true, min: 0, max: 20 }),
  perArtist: fc.integer({ min: 1, max: 4 }),
  temperature: fc.double({ noNaN: true, min: 0.05, max: 5 }),
  perTag: fc.record({
    places: fc.integer({ min: 2, max: 12 }),
    beyond: fc.double({ noNaN: true, min: 0.05, max: 1 }),
  }),
})

it('draws each place by what the scores are there less what an artist loses who was heard just before, and tells how probably [promise: chance-has-a-number]', () => {
  fc.assert(
    fc.property(policies, worlds, fc.string(), (policy, world, seed) => {
      const { places, propensities } = draw(policy, world, 12, seed)
      for (const [nth, place] of places.entries()) {
        const standing = standingAfter(policy, world, places.slice(0, nth))
        const top = Math.max(...standing.values())
        const odds = (by: number) => Math.exp((by - top) / policy.temperature)
        const sum = [...standing.values()].reduce((all, by) => all + odds(by), 0)
        expect(standing.has(place)).toBe(true)
        expect(propensities[nth]).toBeCloseTo(odds(standing.get(place) ?? 0) / sum, 6)
      }
      expect(places.length === 12 || standingAfter(policy, world, places).size === 0).toBe(true)
      expect(draw(policy, world, 12, seed)).toEqual({ places, propensities })
    }),
  )
})

const loose = { places: 40, beyond: 0.25 }

it('is counted over many requests as often as is told, slate by slate [promise: chance-has-a-number]', () => {
  const tight = { things: [by(1, 0.9), by(1, 0.8), by(2, 0.5), by(3, 0.4)], heard: [3], heardTags: [] }
  const drawing: Policy = { gap: 2, close: 0.4, perArtist: 2, temperature: 0.3, perTag: loose }
  const [draws, seen] = [20_000, new Map<string, { count: number; told: number }>()]
  for (let nth = 0; nth < draws; nth++) {
    const { places, propensities } = draw(drawing, tight, 3, `request-${nth}`)
    const told = propensities.reduce((all, one) => all * one, 1)
    const before = seen.get(places.join()) ?? { count: 0, told }
    seen.set(places.join(), { count: before.count + 1, told })
  }
  for (const { count, told } of seen.values())
    expect(Math.abs(count - draws * told)).toBeLessThan(5 * Math.sqrt(draws * told) + 5)
  expect([...seen.values()].reduce((all, { told }) => all + told, 0)).toBeGreaterThan(0.99)
})

const policy: Policy = { gap: 1, close: 1, perArtist: 3, temperature: 0.001, perTag: loose }

it('lets an artist go on where theirs is clearly the next, and others stand between where they are nearly as good', () => {
  const clear = { things: [by(1, 9), by(1, 8), by(2, 6)], heard: [1], heardTags: [] }
  expect(draw(policy, clear, 3).places).toEqual([0, 1, 2])
  const near = { things: [by(1, 9), by(1, 8), by(2, 7.5)], heard: [], heardTags: [] }
  expect(draw(policy, near, 3).places).toEqual([0, 2, 1])
  expect(parse(policy).heldBack?.(query(near), taggedBatchOf(near), scoresOf(near), [0, 2, 1])).toEqual([
    undefined,
    { rank: 1, reason: 'artist-close' },
    undefined,
  ])
})

it('says that it gave way where an artist has more than their share, and only there', () => {
  const world = { things: [by(1, 9), by(1, 8), by(1, 7), by(1, 6), by(2, 0)], heard: [], heardTags: [] }
  const { places } = draw(policy, world, 5)
  expect(places).toEqual([0, 1, 2, 4, 3])
  const { remark, heldBack } = parse(policy)
  expect(remark?.(query(world), taggedBatchOf(world), places)).toBe(
    'gave way, for there were too few other artists',
  )
  expect(remark?.(query(world), taggedBatchOf(world), places.slice(0, 4))).toBeUndefined()
  expect(heldBack?.(query(world), taggedBatchOf(world), scoresOf(world), places)[3]).toEqual({
    rank: 3,
    reason: 'artist-share',
  })
})

const tight: Policy = { ...policy, perArtist: 2, perTag: { places: 5, beyond: 0.2 } }
/** What is said where nobody is left but an artist, and of a tag. */
const toldAfter = (heard: readonly number[], heardTags: readonly number[]) => {
  const world = { things: [by(1, 9, 2)], heard, heardTags }
  return parse(tight).remark?.(query(world), taggedBatchOf(world), draw(tight, world, 1).places)
}
const artistGaveWay = 'gave way, for there were too few other artists'
const tagGaveWay = 'a tag went beyond its share, for there was too little else'

it('says that an artist was heard too often before it, and not where that is too long ago [promise: plays-on-spaced]', () => {
  const others = Array.from({ length: placesInARow - 2 }, (_, place) => 2 + place)
  expect(toldAfter([1, 2, 1], [])).toBe(artistGaveWay)
  expect(toldAfter([1, 2], [])).toBeUndefined()
  expect(toldAfter([1, ...others, 1], [])).toBeUndefined()
})

it('says that a tag was heard too often before it, and not where that is too long ago [promise: rows-stay-various]', () => {
  expect(toldAfter([], [0, 0, 0, 2])).toBe(tagGaveWay)
  expect(toldAfter([], [0, 0, 0, 0, 2])).toBeUndefined()
  expect(toldAfter([1, 1], [2])).toBe(`${artistGaveWay}; ${tagGaveWay}`)
})

it('lets a tag have its share of the row and a part more, as long as others are left, and says whom that held back [promise: rows-stay-various]', () => {
  const tags: Policy = { ...policy, perArtist: 15, perTag: { places: 5, beyond: 0.2 } }
  const world = {
    things: [by(1, 9, 2), by(2, 8, 2), by(3, 7, 1), by(4, 6, 1), by(5, 5, 2), by(6, 4)],
    heard: [],
    heardTags: [],
  }
  const { places } = draw(tags, world, 6)
  expect(places).toEqual([0, 2, 3, 5, 1, 4])
  const held = parse(tags).heldBack?.(query(world), taggedBatchOf(world), scoresOf(world), places)
  expect(held?.[1]).toEqual({ rank: 1, reason: 'tag-share' })
  const { remark } = parse(tags)
  const told = (taken: readonly number[]) => remark?.(query(world), taggedBatchOf(world), taken)
  expect([told(places.slice(0, 4)), told(places)]).toEqual([
    undefined,
    'a tag went beyond its share, for there was too little else',
  ])
})
