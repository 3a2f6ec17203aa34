import { expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { artistId, type Track, type TrackKey, trackKey } from '#domain'
import { bound, content, serveTogether } from '#models'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { createModelReads } from './create-reads.ts'

const isSet = (words: Uint32Array, key: number): boolean =>
  (((words[key >>> 5] ?? 0) >>> (key & 31)) & 1) === 1

interface Knowing {
  /** Where one is that only the models know. */
  readonly strangerAt?: number
  /** How many more than it has to the search can tell at once. */
  readonly further?: number
}

const trackBy = (place: number, artist: number): Track =>
  sampleTrack(`t${place}`, { artists: [{ id: artistId(`a${artist}`), name: `Artist ${artist}` }] })

/** A line of tracks in which the nearest to its beginning are the first; `artistOf` says whose each is. */
const openLine = async (
  count: number,
  artistOf: (place: number) => number,
  { strangerAt, further = 0 }: Knowing = {},
) => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const catalog = openCatalog(store)
  await catalog.upsert(Array.from({ length: count }, (_, place) => trackBy(place, artistOf(place))))
  const keys = [...catalog.tracks()].map(({ key }) => key)
  if (strangerAt !== undefined) keys.splice(strangerAt, 0, trackKey(10 * count))
  const asked: number[] = []
  const line = bound(content, {
    dimensions: 16,
    vectorOf: () => undefined,
    styleOf: () => undefined,
    cosine: () => 0,
    cosinesTo: () => {},
    cosineBetween: () => 0,
    similar(_to, wanted, options) {
      asked.push(wanted)
      const allowed = keys.filter((key) => options?.allow === undefined || isSet(options.allow, key))
      const near = allowed.slice(0, Math.min(options?.upTo ?? wanted, wanted + further))
      return { keys: Uint32Array.from(near), scores: Float64Array.from(near, (_, place) => 1 / (1 + place)) }
    },
    share: () => false,
    sharedTag: () => undefined,
  })
  const version = { name: content.name, version: '0123456789ab' }
  const models = createModelReads(catalog, serveTogether([version], [{ manifest: version, bind: line }]))
  const near = (wanted: number, without?: readonly TrackKey[]) => {
    asked.length = 0
    return models.near(new Float32Array(16), wanted, without).map(({ key }) => keys.indexOf(key))
  }
  return { near, asked, keys, store, catalog, models }
}

it('looks for no more of the nearest than it takes for four of an artist', async () => {
  const { near, asked, store } = await openLine(300, (place) => Math.floor(place / 5))
  expect(near(20)).toEqual(Array.from({ length: 25 }, (_, place) => place).filter((place) => place % 5 !== 4))
  expect(asked).toEqual([40])
  store.close()
})

it('looks further where the nearest are of a few, and gives these more than their share when there are no others', async () => {
  const crowded = await openLine(300, (place) => (place < 60 ? 0 : place))
  expect(crowded.near(20)).toEqual([0, 1, 2, 3, ...Array.from({ length: 16 }, (_, place) => 60 + place)])
  expect(crowded.asked).toEqual([40, 120])
  crowded.store.close()
  const alone = await openLine(300, () => 0)
  expect(alone.near(20)).toEqual(Array.from({ length: 20 }, (_, place) => place))
  alone.store.close()
})

it('does not look again where the first look told as much as it takes', async () => {
  const crowd = (place: number) => (place < 60 ? 0 : place)
  const one = await openLine(300, crowd)
  const further = await openLine(300, crowd, { further: 40 })
  expect(further.near(20)).toEqual(one.near(20))
  expect(further.asked).toEqual([40])
  const barely = await openLine(300, crowd, { further: 20 })
  expect(barely.near(20)).toEqual(one.near(20))
  expect(barely.asked).toEqual([40, 120])
  for (const { store } of [one, further, barely]) store.close()
})

it('does not look at those it is asked to leave out, however many they are', async () => {
  const { near, asked, keys, store } = await openLine(300, (place) => (place < 200 ? 0 : place))
  const theirs = keys.slice(0, 200)
  expect(near(20, theirs)).toEqual(Array.from({ length: 20 }, (_, place) => 200 + place))
  expect(asked).toEqual([40])
  store.close()
})

it('tells artists apart on both sides of a track that only the models know', async () => {
  const { near, store } = await openLine(300, (place) => Math.floor(place / 4), { strangerAt: 4 })
  const first = Array.from({ length: 20 }, (_, place) => place)
  expect([near(20), near(20)]).toEqual([first, first])
  store.close()
})

it('gives the nearest of an artist their share by whose they are now, after the catalogue has changed [promise: changes-at-once]', async () => {
  const { near, catalog, store } = await openLine(300, (place) => place)
  expect(near(20)).toEqual(Array.from({ length: 20 }, (_, place) => place))
  await catalog.upsert(Array.from({ length: 60 }, (_, place) => trackBy(place, 0)))
  const crowded = [0, 1, 2, 3, ...Array.from({ length: 16 }, (_, place) => 60 + place)]
  expect(near(20)).toEqual(crowded)
  await catalog.upsert(Array.from({ length: 60 }, (_, place) => trackBy(place, place)))
  expect(near(20)).toEqual(Array.from({ length: 20 }, (_, place) => place))
  store.close()
})

it.each(['closest', 'nearTrack'] as const)(
  'keeps of the lists that it looked for (%s) only the last so many, however many tracks are played [promise: caches-bounded]',
  async (name) => {
    const { models, asked, store } = await openLine(5, (place) => place)
    const isLookedFor = (key: number): boolean => {
      asked.length = 0
      models[name](trackKey(key))
      return asked.length > 0
    }
    for (let key = 0; key < 50_000; key++) models[name](trackKey(key))
    expect([49_999, 49_000, 0, 0].map(isLookedFor)).toEqual([false, false, true, false])
    store.close()
  },
)
