import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { artistId, releaseId, trackKey } from '#domain'
import { packArtifact } from '../packed-artifact.ts'
import { sampleCatalog, sampleStart, sampleTrack } from '../sample-listening.ts'
import { train } from '../train.ts'
import { createContent } from './content.ts'

const ambient = { tags: ['electronic', 'ambient'], year: 2004, energy: 0.1 }
const metal = { tags: ['rock', 'doom metal'], year: 1991, energy: 0.95 }
const shared = { artists: [{ id: artistId('both'), name: 'Both' }] }
const tracks = [
  ...Array.from({ length: 30 }, (_, key) => sampleTrack(key, key % 2 === 0 ? ambient : metal)),
  sampleTrack(30, { ...ambient, ...shared }),
  sampleTrack(31, { ...metal, ...shared }),
  sampleTrack(32, { artists: [] }),
]

const model = createContent()
const predictor = model.load(
  train(model, { events: [], catalog: sampleCatalog(tracks), asOf: sampleStart }).bytes,
)

const cosine = (a: Float32Array | undefined, b: Float32Array | undefined): number => {
  if (a === undefined || b === undefined) throw new Error('a track has no vector')
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}
const between = (a: number, b: number): number =>
  cosine(predictor.vectorOf(tracks[a] ?? sampleTrack(a)), predictor.vectorOf(tracks[b] ?? sampleTrack(b)))

test('shared tags make tracks alike, a shared artist adds to it', () => {
  expect(between(0, 2)).toBeGreaterThan(between(0, 1) + 0.3)
  expect(between(30, 31)).toBeGreaterThan(between(0, 31))
})

test('every vector has length 1, and depends on nothing but the track', () => {
  const text = fc.string({ minLength: 1, maxLength: 8 })
  const track = fc.record({
    tags: fc.uniqueArray(text, { minLength: 1, maxLength: 5 }),
    year: fc.integer({ min: 1900, max: 2030 }),
    energy: fc.double({ min: 0, max: 1, noNaN: true }),
    durationMs: fc.nat({ max: 4_000_000 }),
    label: text,
  })
  const again = model.load(
    train(model, { events: [], catalog: sampleCatalog(tracks), asOf: sampleStart }).bytes,
  )
  fc.assert(
    fc.property(track, text, (facts, release) => {
      const one = sampleTrack(500, { ...facts, release: { id: releaseId(release), title: release } })
      const vector = predictor.vectorOf(one)
      expect(cosine(vector, vector)).toBeCloseTo(1, 5)
      expect(again.vectorOf({ ...one, title: 'another title' })).toEqual(vector)
    }),
  )
})

test('a track of which nothing is known has no vector', () => {
  expect(predictor.vectorOf(sampleTrack(32, { artists: [] }))).toBeUndefined()
})

test('the index finds what is alike, leaves out the track itself, and follows a change', async () => {
  const index = await predictor.openIndex(tracks, nextTurn)
  expect(index.size).toBe(32)
  const near = index.similar(trackKey(0), 10)
  expect(near.keys).toHaveLength(10)
  expect(near.keys.every((key) => key !== 0 && key % 2 === 0)).toBe(true)
  expect(near.scores.every((score, i) => i === 0 || score <= (near.scores[i - 1] ?? 0))).toBe(true)
  expect(near.scores).toHaveLength(10)
  expect(index.similar(trackKey(32), 5).keys).toHaveLength(0)
  const vector = index.vectorOf(trackKey(0))
  if (vector === undefined) throw new Error('track 0 has no vector')
  expect(index.similar(vector, 1).keys[0]).toBe(0)
  index.set(sampleTrack(32, metal))
  expect(index.similar(trackKey(32), 3).keys.every((key) => key % 2 === 1)).toBe(true)
  index.set(sampleTrack(32, { artists: [] }))
  expect(index.similar(trackKey(32), 3).keys).toHaveLength(0)
})

test('an artifact whose counts and names differ is refused', () => {
  const bytes = packArtifact(
    'content',
    { dimensions: 128, spread: 8, tracks: 1, features: ['tag:a'] },
    { tracksWith: Uint32Array.of() },
  )
  expect(() => model.load(bytes)).toThrowError(expect.objectContaining({ code: 'corrupt-record' }))
})

test('a word for a format makes nothing alike', () => {
  const folk = sampleTrack(40, { artists: [], tags: ['folk', 'compilation'] })
  const doom = sampleTrack(41, { artists: [], tags: ['drone', 'compilation'] })
  const plain = sampleTrack(42, { artists: [], tags: ['folk'] })
  expect(predictor.vectorOf(folk)).toEqual(predictor.vectorOf(plain))
  expect(Math.abs(cosine(predictor.vectorOf(folk), predictor.vectorOf(doom)))).toBeLessThan(0.4)
})

test('length, year, energy, label and a tag on nearly everything order what is close and make nothing close', async () => {
  const vague = {
    artists: [],
    tags: ['pop', 'compilation'],
    year: 2004,
    energy: 0.1,
    durationMs: 200_000,
    label: 'Own',
  }
  const all = Array.from({ length: 100 }, (_, key) =>
    sampleTrack(key, {
      ...vague,
      ...(key < 2 && { tags: ['pop', 'gamelan'] }),
      ...(key > 44 && { tags: [] }),
    }),
  )
  const loaded = model.load(
    train(model, { events: [], catalog: sampleCatalog(all), asOf: sampleStart }).bytes,
  )
  const track = (key: number) => all[key] ?? expect.fail()
  expect(loaded.vectorOf(track(2))).toBeUndefined()
  expect(loaded.vectorOf(track(50))).toBeUndefined()
  expect(loaded.share(track(2), track(3))).toBe(false)
  expect(loaded.share(track(0), track(2))).toBe(false)
  expect(loaded.share(track(0), track(1))).toBe(true)
  const index = await loaded.openIndex(all, nextTurn)
  expect(index.size).toBe(2)
  expect([...index.similar(trackKey(0), 5).keys]).toEqual([1])
})

test('a person and a release tell, unless most tracks are theirs', () => {
  const by = (id: string) => ({ artists: [{ id: artistId(id), name: id }] })
  const on = (id: string) => ({ release: { id: releaseId(id), title: id } })
  const all = Array.from({ length: 20 }, (_, key) =>
    sampleTrack(key, { ...by(key < 6 ? 'some' : key < 18 ? 'most' : 'few'), ...on(key < 3 ? 'one' : 'all') }),
  )
  const { share } = model.load(
    train(model, { events: [], catalog: sampleCatalog(all), asOf: sampleStart }).bytes,
  )
  const guest = sampleTrack(30, {
    artists: [],
    featured: [{ id: artistId('some'), name: 'some' }],
  })
  const track = (key: number) => all[key] ?? expect.fail()
  expect(share(track(4), track(5))).toBe(true)
  expect(share(track(5), guest)).toBe(true)
  expect(share(track(1), sampleTrack(31, { artists: [], ...on('one') }))).toBe(true)
  expect(share(track(8), track(9))).toBe(false)
  expect(share(track(5), track(18))).toBe(false)
})

test('an index over a whole catalogue is made in many turns, so that requests are answered between them', async () => {
  let turns = 0
  const many = Array.from({ length: 1_000 }, (_, key) => sampleTrack(key))
  await predictor.openIndex(many, async () => void turns++)
  expect(turns).toBeGreaterThan(5)
})
