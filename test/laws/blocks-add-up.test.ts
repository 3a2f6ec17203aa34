import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { type Artist, artistId, recordingId, type Track, trackId } from '#domain'
import { blocksIn, entity } from '#features'
import { createTrackIndex } from '#surfaces'
import { sampleTrack } from '../../src/catalog/catalog-store.sample.ts'
import { blocksOf } from '../../src/surfaces/blocks-of.ts'
import { blockOn } from '../../src/surfaces/hydrators/eligibility.ts'

/**
 * Several blocks hold for what each of them holds for, in whatever order they were said: no further block shows a
 * track, and none hides what nobody ruled out. Of a catalogue with all that names may be: spelt otherwise, alike, corrected one
 * to another, and an id that a source gave to artists of several names.
 */
const byName = (name: string): Artist => ({ id: artistId(`artist:${name.toLowerCase()}`), name })
const byId = (id: string, name: string): Artist => ({ id: artistId(id), name })
const people: readonly Artist[] = [
  ...['Beyonce', 'Beyoncé', 'Beyonze', 'Beyonzé', 'Foes', 'The Foes', 'Prince', 'The Artist', 'Sade'].map(
    byName,
  ),
  ...[byId('7', 'Prince'), byId('7', 'The Artist'), byId('8', 'Sade'), byId('8', 'Beyonce')],
]
const tags = ['hip hop', 'hip-hop', 'electonic', 'electronic', 'elec-tonic', 'punk', 'funk']

const track = fc
  .record({
    id: fc.nat(9),
    artists: fc.subarray([...people], { minLength: 1, maxLength: 2 }),
    tags: fc.subarray(tags, { maxLength: 2 }),
    recording: fc.nat(12),
  })
  .map(
    ({ id, artists, tags, recording }): Track =>
      sampleTrack(`${id}`, {
        title: `Song ${'abcdefghij'[id]?.repeat(4)}`,
        recordingId: recordingId(`${recording}`),
        artists,
        featured: [],
        tags,
      }),
  )
const about = fc.oneof(
  fc.constantFrom(...people).map(({ id }) => entity('artist', id)),
  fc.constantFrom(...tags).map((tag) => entity('tag', tag)),
  fc.nat(9).map((id) => entity('track', `${id}`)),
)

test('blocks hold together for what each holds for alone: a further one shows no track [promise: blocks-hold]', async () => {
  let hidden = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(track, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.uniqueArray(about, { minLength: 2, maxLength: 4 }),
      async (steps, abouts) => {
        const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
        for (const step of steps) await catalog.upsert(step)
        const index = createTrackIndex(catalog)
        const hiddenBy = (some: readonly string[]) => {
          const keyOf = (one: string) => catalog.keyOf(trackId(one.slice('track:'.length)))
          const entries = some.map((one) => ({ about: one, state: [1, 0] }))
          const blocks = blocksOf(blocksIn(entries), keyOf, index())
          return [...catalog.tracks()].flatMap(({ id, key }) => (blockOn(key, index(), blocks) > 0 ? id : []))
        }
        const together = hiddenBy(abouts)
        const alone = new Set(abouts.flatMap((one) => hiddenBy([one])))
        expect(together).toEqual([...catalog.tracks()].flatMap(({ id }) => (alone.has(id) ? id : [])))
        hidden += together.length
      },
    ),
    { numRuns: 300 },
  )
  expect(hidden).toBeGreaterThan(500)
})
