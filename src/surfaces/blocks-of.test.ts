import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createTagsAlike, openCatalog, type Target } from '#catalog'
import { artistId, type Track, trackId, trackKey } from '#domain'
import { blocksIn } from '#features'
import { sampleTrack } from '../catalog/catalog-store.sample.ts'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { createBlockEntries } from './block-entry.ts'
import { blocksOf } from './blocks-of.ts'
import { createTrackIndex } from './create-track-index.ts'
import { blockOn } from './hydrators/eligibility.ts'

const by = (id: string, name: string, its = `artist:${name.toLowerCase()}`): Track =>
  sampleTrack(id, { title: `Song ${id}`, artists: [{ id: artistId(its), name }], featured: [], tags: [] })

const letters = (at: number) =>
  [...`${at}`.padStart(4, '0')].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')

const openWorld = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const index = createTrackIndex(catalog)
  const entryOf = createBlockEntries(catalog, createTagsAlike(catalog), index)
  const blocks = (...abouts: readonly string[]) =>
    blocksOf(
      blocksIn(abouts.map((about) => ({ about, state: [1, 0] }))),
      (about) => catalog.keyOf(trackId(about.slice('track:'.length))),
      index(),
    )
  return {
    catalog,
    index,
    blocks,
    hidden: (...abouts: readonly string[]) =>
      [...catalog.tracks()].flatMap(({ id, key }) =>
        blockOn(key, index(), blocks(...abouts)) > 0 ? id : [],
      ),
    entries: (kind: Target['kind'], ...ids: readonly string[]) => ids.map((id) => entryOf({ kind, id })),
  }
}

describe('a block on an artist', () => {
  it('holds for all whom it reaches beside a block on one of them alone [promise: blocks-hold]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([
      by('1', 'Prince', '7'),
      by('2', 'The Artist', '7'),
      by('3', 'The Artist'),
      by('4', 'Prince'),
    ])
    const all = ['1', '2', '3', '4']
    expect(hidden('artist:7')).toEqual(all)
    expect(hidden('artist:artist:prince')).toEqual(['1', '2', '4'])
    expect(hidden('artist:7', 'artist:artist:prince')).toEqual(all)
    expect(hidden('artist:artist:prince', 'artist:7')).toEqual(all)
  })

  it('holds for what those are called since who are called alike [promise: blocks-follow-names]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([by('1', 'Beyonze'), by('2', 'Beyonce')])
    await catalog.upsert([by('1', 'Beyoncé')])
    await catalog.upsert([by('3', 'Beyonze')])
    expect(hidden('artist:artist:beyonce')).toEqual(['1', '2', '3'])
  })

  it('holds for who is called alike when nobody has its own name any more [promise: blocks-hold]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([by('1', 'Beyonce'), by('2', 'Beyoncé')])
    await catalog.upsert([{ ...by('1', 'Moby'), title: 'Quite Another' }])
    expect([...catalog.formerArtists().left]).toEqual([])
    expect(hidden('artist:artist:beyonce')).toEqual(['2'])
  })

  it('holds for what was called alike before, whatever it is called since [promise: blocks-follow-names]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([by('1', 'Beyonce'), by('2', 'Beyoncé')])
    await catalog.upsert([by('1', 'Queen Bee')])
    expect(hidden('artist:artist:beyoncé')).toEqual(['1', '2'])
  })

  it('holds for those who were called alike when a source calls its id otherwise [promise: blocks-follow-names]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([by('1', 'Kanye West', '123'), by('2', 'Kanye West', '456'), by('3', 'Kanye West')])
    await catalog.upsert([by('1', 'Ye', '123')])
    await catalog.upsert([by('4', 'Ye'), by('5', 'Ye', '123')])
    expect(hidden('artist:123')).toEqual(['1', '2', '3', '4', '5'])
    // Of what nobody blocked, what was called so.
    expect(hidden('artist:456')).toEqual(['1', '2', '3'])
    expect(hidden('artist:artist:kanye west')).toEqual(['1', '2', '3'])
    expect(hidden('artist:artist:ye')).toEqual(['1', '4', '5'])
  })

  it('does not hold for what comes later under an id that was called like it for a day, a letter apart [promise: blocks-follow-names]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([by('1', 'Beyonce', '8'), by('2', 'Beyonze', '9')])
    await catalog.upsert([by('1', 'Beyonze', '8')])
    await catalog.upsert([by('1', 'Beyonce', '8')])
    await catalog.upsert([by('3', 'Beyonce', '8')])
    expect(hidden('artist:9')).toEqual(['1', '2'])
  })

  it('holds for no more when all ids were called the same for a day [promise: blocks-follow-names]', async () => {
    const { catalog, hidden } = openWorld()
    const tracks = Array.from({ length: 12 }, (_, at) => by(`${at}`, letters(at), `a${at}`))
    await catalog.upsert(tracks)
    await catalog.upsert(tracks.map((track, at) => by(track.id, 'Import', `a${at}`)))
    await catalog.upsert(tracks)
    for (const at of tracks.keys()) expect(hidden(`artist:a${at}`)).toEqual([`${at}`])
    await catalog.upsert([by('own', 'Import')])
    for (const at of tracks.keys()) expect(hidden(`artist:a${at}`)).toEqual([`${at}`, 'own'])
    // As often as it likes.
    const known = catalog.formerNames(trackKey(1))
    for (let day = 0; day < 3; day++)
      for (const name of ['Import', letters(0)]) await catalog.upsert([by('0', name, 'a0')])
    expect(catalog.formerNames(trackKey(1)).length).toBeLessThanOrEqual(known.length + 2)
  })

  it('holds for what comes later under the spelling that it was corrected to [promise: blocks-follow-names]', async () => {
    const { catalog, hidden } = openWorld()
    await catalog.upsert([by('1', 'Led Zepplin')])
    await catalog.upsert([by('1', 'Led Zeppelin')])
    // Under an id that somebody else gave it as well.
    await catalog.upsert([by('2', 'Led Zeppelin'), by('3', 'LED ZEPPELIN', 'lz')])
    expect(hidden('artist:artist:led zepplin')).toEqual(['1', '2', '3'])
  })

  it('is a number for each name, not one for each track that was called so', async () => {
    const { catalog, blocks, hidden } = openWorld()
    const tracks = Array.from({ length: 200 }, (_, at) => by(`${at}`, 'Import'))
    await catalog.upsert(tracks)
    await catalog.upsert(tracks.map((track, at) => ({ ...track, artists: by('', letters(at)).artists })))
    expect(hidden('artist:artist:import')).toHaveLength(200)
    expect(blocks('artist:artist:import')).toMatchObject({ size: 1, artists: { size: 1 } })
  })

  it.each([
    ['have', 'Unknown Artist'],
    ['had', 'Some Artist'],
  ])('goes once through those who %s one name, however many of them are blocked', async (_, now) => {
    const stepsWith = async (count: number) => {
      const { catalog, blocks } = openWorld()
      const called = (name: string) => Array.from({ length: count }, (_, at) => by(`${at}`, name, `a${at}`))
      await catalog.upsert(called('Unknown Artist'))
      await catalog.upsert(called(now))
      const abouts = Array.from({ length: count }, (_, at) => `artist:a${at}`)
      blocks('artist:a0')
      return await arraySteps(() => {
        expect(blocks(...abouts).artists.size).toBe(count)
      })
    }
    expect(await stepsWith(3000)).toBeLessThan(25 * (await stepsWith(300)))
  })
})

it('a block on a tag holds for a track on which it is spelt otherwise since [promise: blocks-follow-names]', async () => {
  const { catalog, hidden } = openWorld()
  const tagged = (id: string, tag: string) => ({ ...by(id, `Artist ${letters(Number(id))}`), tags: [tag] })
  await catalog.upsert(['1', '2', '3', '4'].map((id) => tagged(id, 'electonic')))
  await catalog.upsert([tagged('1', 'electronic'), tagged('5', 'electronic')])
  expect(hidden('tag:electonic')).toEqual(['1', '2', '3', '4'])
})

describe('the list of what is blocked', () => {
  it('shows an artist whom no track names any more as the one who is called alike [promise: blocks-follow-names]', async () => {
    const { catalog, entries } = openWorld()
    await catalog.upsert([by('1', 'Beyonce'), by('2', 'Beyoncé')])
    await catalog.withdraw([trackId('1')])
    const [gone, there] = entries('artist', 'artist:beyonce', 'artist:beyoncé')
    expect(there?.id).toBe('artist:beyoncé')
    expect(gone).toEqual(there)
  })

  it('has one entry for those who are called alike when no track names either of them [promise: blocks-follow-names]', async () => {
    const { catalog, entries } = openWorld()
    await catalog.upsert([by('1', 'Beyonce'), by('2', 'Beyoncé'), by('3', 'Prince')])
    await catalog.withdraw(['1', '2', '3'].map(trackId))
    const [one, other, third] = entries('artist', 'artist:beyonce', 'artist:beyoncé', 'artist:prince')
    expect(one?.key).toBe(other?.key)
    expect(one?.key).not.toBe(third?.key)
  })
})
