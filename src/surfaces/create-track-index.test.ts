import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, openCatalog, type Target } from '#catalog'
import { artistId, instant, recordingId, type Track, trackId, trackKey } from '#domain'
import { parseEntity } from '#features'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { blocksOf } from './blocks-of.ts'
import { createTrackIndex } from './create-track-index.ts'
import { blockOn } from './hydrators/eligibility.ts'
import { noTrack, type TrackIndex } from './track-index.ts'

/**
 * An index that is mended where the catalogue changed says what one says that is laid out of the whole: by names, for numbers
 * are in order of arrival. And what a request holds stays what it was.
 */
const names = ['Ann', 'Ànn', 'Bob', 'Cy', 'Cyy'] as const
const tags = ['rock', 'Rock', 'doom', 'dub'] as const
const ids = ['t0', 't1', 't2', 't3', 't4', 't5'] as const
const by = (name: string) => ({ id: artistId(`artist:${name.toLowerCase()}`), name })

const sent = fc
  .record({
    id: fc.constantFrom(...ids),
    main: fc.option(fc.constantFrom(...names)),
    guest: fc.option(fc.constantFrom(...names)),
    tags: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 3 }),
    recording: fc.constantFrom('own', 'r1', 'r2'),
    title: fc.constantFrom('One', 'Two'),
    /** A source with ids of its own may call one otherwise. */
    inPlace: fc.boolean(),
  })
  .map(
    ({ id, main, guest, tags: tagged, recording, title, inPlace }): Track =>
      sampleTrack(id, {
        title,
        recordingId: recordingId(recording === 'own' ? id : recording),
        artists: main === null ? [] : inPlace ? [{ id: artistId('mb1'), name: main }] : [by(main)],
        featured: guest === null ? [] : [by(guest)],
        tags: tagged,
      }),
  )
const target = fc.oneof(
  fc.record({ kind: fc.constant('track' as const), id: fc.constantFrom(...ids) }),
  fc.record({
    kind: fc.constant('artist' as const),
    id: fc.constantFrom(...names.map((name) => by(name).id)),
  }),
)
const steps = fc.array(
  fc.oneof(
    fc.record({ upsert: fc.array(sent, { minLength: 1, maxLength: 4 }) }),
    fc.record({ upsert: fc.array(sent, { minLength: 1, maxLength: 4 }) }),
    fc.record({ withdraw: fc.constantFrom(...ids) }),
    fc.record({ takeDown: target }),
    fc.record({ lift: target }),
  ),
  { minLength: 1, maxLength: 12 },
)
type Step = typeof steps extends fc.Arbitrary<readonly (infer One)[]> ? One : never

const take = async (catalog: Catalog, step: Step): Promise<unknown> => {
  if ('upsert' in step) return catalog.upsert(step.upsert)
  if ('withdraw' in step) return catalog.withdraw([trackId(step.withdraw)])
  return 'takeDown' in step ? catalog.takeDown([step.takeDown], instant(1)) : catalog.lift([step.lift])
}

const blockable: readonly Target[] = [
  ...[...names.map((name) => by(name).id), artistId('mb1')].map((id): Target => ({ kind: 'artist', id })),
  ...tags.map((id): Target => ({ kind: 'tag', id })),
  ...ids.map((id): Target => ({ kind: 'track', id })),
]

/** All that it says, in words. */
const said = (index: TrackIndex, catalog: Catalog) => {
  const nameOf = (numbers: ReadonlyMap<string, number>) => {
    const named = new Map([...numbers].map(([name, number]) => [number, name]))
    return (number: number) => (number === noTrack ? 'none' : (named.get(number) ?? expect.fail()))
  }
  const [artist, tag] = [nameOf(index.artistNumbers), nameOf(index.tagNumbers)]
  const blocks = blockable.map((about) =>
    blocksOf([about], (name) => catalog.keyOf(trackId(parseEntity(name).id)), index),
  )
  return Array.from({ length: index.slots }, (_, key) => ({
    id: index.ids[key],
    present: index.present[key],
    recording: index.recordings[key],
    versions: index.versions.get(index.recordings[key] ?? 0),
    main: artist(index.artists[key] ?? noTrack),
    credits: [...index.credits.subarray(index.creditStarts[key], index.creditStarts[key + 1])].map(artist),
    tags: [...index.trackTags.subarray(index.tagStarts[key], index.tagStarts[key + 1])].map((number) => [
      tag(number),
      index.tags[number],
      index.tagWeights[number],
    ]),
    song: index.reach.songs[key],
    ofSong: index.songs.recordings[key],
    sung: index.songs.versions.get(index.songs.recordings[key] ?? 0),
    blockedBy: blocks.map((one) => blockOn(key, index, one)),
  }))
}

test('an index mended after each change says what one laid out of the whole says [promise: changes-at-once]', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
      // Enough others that what changes is not most of the catalogue.
      await catalog.upsert(Array.from({ length: 30 }, (_, place) => sampleTrack(`other-${place}`)))
      const index = createTrackIndex(catalog)
      for (const step of all) {
        const before = index()
        const kept = structuredClone({
          ...before,
          reach: before.reach.songs,
          artistNumbers: 0,
          tagNumbers: 0,
        })
        await take(catalog, step)
        expect(said(index(), catalog)).toEqual(said(createTrackIndex(catalog)(), catalog))
        const still = { ...before, reach: before.reach.songs, artistNumbers: 0, tagNumbers: 0 }
        expect(still).toEqual(kept)
      }
    }),
    { numRuns: 60 },
  )
})

test('it is laid out whole where most has changed, or what changed is not known any more', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(ids.map((id) => sampleTrack(id)))
  const index = createTrackIndex(catalog)
  index()
  const { revision } = catalog
  await catalog.upsert([sampleTrack('t0', { tags: ['rock'] })])
  expect(catalog.changedSince(revision)?.map(({ id }) => id)).toEqual(['t0'])
  expect(index().tags).toEqual(['rock'])
  await catalog.upsert(ids.map((id) => sampleTrack(id, { tags: ['doom'] })))
  expect(catalog.changedSince(revision)).toBeUndefined()
  expect(catalog.changedSince(catalog.revision)).toEqual([])
  expect(index().tags).toEqual(['doom'])
})

test('names that nobody has any more do not fill the memory', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(ids.map((id) => sampleTrack(id)))
  const index = createTrackIndex(catalog)
  for (let round = 0; round < 30; round++) {
    const many = Array.from({ length: 500 }, (_, place) => `${round} ${place}`)
    await catalog.upsert([sampleTrack('t0', { tags: many })])
    expect(index().tagNumbers.size).toBeLessThan(11_000)
    expect(index().present[catalog.keyOf(trackId('t0')) ?? trackKey(-1)]).toBe(1)
  }
})
