import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type ArtistId, type Track, trackId } from '#domain'
import { foldedTag } from './alike.ts'
import type { Catalog } from './catalog.ts'
import { sampleTrack } from './catalog-store.sample.ts'
import { artistIdOf } from './names.ts'
import { openCatalog } from './open-catalog.ts'

/** Who is who when names change on tracks that stay what they are. */
const by = (id: string, name: string, more: Partial<Track> = {}): Track =>
  sampleTrack(id, { artists: [{ id: artistIdOf(name), name }], featured: [], ...more })
const open = () => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const catalog = openCatalog(store)
  const of = (name: string) => ({ kind: 'artist' as const, id: artistIdOf(name) })
  return {
    catalog,
    upsert: catalog.upsert,
    also: (name: string) => catalog.alsoCalled(of(name)),
    now: (name: string) => catalog.calledNow(artistIdOf(name)),
  }
}
const ids = (...names: readonly string[]): readonly ArtistId[] => names.map(artistIdOf)

/** Ten tracks of one, or of another since. */
const ten = (name: string, now = name): readonly Track[] =>
  Array.from({ length: 10 }, (_, at) => by(`${at}`, now))

describe('an artist is the one before', () => {
  it('when respelt on most tracks, also beside others of the new spelling, and is for good [promise: blocks-follow-names]', async () => {
    const { upsert, also, now } = open()
    await upsert([by('1', 'Led Zepplin'), by('2', 'Led Zepplin'), by('3', 'Led Zeppelin')])
    await upsert([by('1', 'Led Zeppelin')])
    expect(also('Led Zepplin')).toEqual([])
    await upsert([by('2', 'Led Zeppelin')])
    expect(also('Led Zepplin')).toEqual(ids('Led Zeppelin'))
    expect(also('Led Zeppelin')).toEqual(ids('Led Zepplin'))
    expect(now('Led Zepplin')).toBe(artistIdOf('Led Zeppelin'))
    // Somebody adds files with the old spelling.
    await upsert([by('4', 'Led Zepplin'), by('5', 'Led Zepplin'), by('6', 'Led Zepplin')])
    expect(also('Led Zepplin')).toEqual(ids('Led Zeppelin'))
    expect(now('Led Zepplin')).toBe(artistIdOf('Led Zepplin'))
  })

  it('when respelt in one request after another, over a spelling in between, and when it is given back', async () => {
    const { upsert, also, now } = open()
    await upsert(ten('Led Zepplin'))
    await upsert(ten('Led Zepplin', 'Led Zeppellin').slice(0, 5))
    await upsert(ten('Led Zepplin', 'Led Zeppelin').slice(0, 8))
    expect(also('Led Zepplin')).toEqual([])
    await upsert(ten('Led Zepplin', 'Led Zeppelin').slice(8))
    const all = ids('Led Zeppelin', 'Led Zeppellin')
    expect([...also('Led Zepplin')].sort()).toEqual(all)
    expect(now('Led Zepplin')).toBe(artistIdOf('Led Zeppelin'))
    await upsert(ten('Led Zepplin'))
    expect([...also('Led Zepplin')].sort()).toEqual(all)
    expect(now('Led Zeppelin')).toBe(artistIdOf('Led Zepplin'))
  })

  it('when the new spelling comes on other tracks in the same request', async () => {
    const { upsert, also } = open()
    await upsert([by('1', 'Led Zepplin')])
    await upsert([by('1', 'Led Zeppelin'), by('2', 'Led Zeppelin'), by('3', 'Led Zeppelin')])
    expect(also('Led Zepplin')).toEqual(ids('Led Zeppelin'))
  })

  it('as a guest, beside others, and when a respelt tag comes with another', async () => {
    const { catalog, upsert, also } = open()
    const guest = (name: string) => ({ featured: [{ id: artistIdOf(name), name }] })
    await upsert([by('1', 'Ann', { ...guest('Isac Sparks'), tags: ['electonic', 'dub'] })])
    await upsert([by('1', 'Anna Lee', { ...guest('Isaac Sparks'), tags: ['dub', 'electronic', 'house'] })])
    expect(also('Isac Sparks')).toEqual(ids('Isaac Sparks'))
    expect(also('Ann')).toEqual([])
    expect(catalog.alsoCalled({ kind: 'tag', id: 'electonic' })).toEqual(['electronic'])
  })
})

describe('an artist is another', () => {
  it.each<[string, readonly (readonly Track[])[]]>([
    ['who was there before', [[by('1', 'Prince'), by('2', 'Sade')], [by('1', 'Sade')]]],
    ['while somebody has the old name', [[by('1', 'Prince'), by('2', 'Prince')], [by('1', 'Sade')]]],
    ['who is called quite otherwise', [ten('Prince'), ten('Prince', 'Sade')]],
    [
      'through a column that was wrong for a day',
      [
        [by('1', 'Prince'), by('2', 'Sade'), by('3', 'Moby')],
        [by('1', 'Import'), by('2', 'Import'), by('3', 'Import')],
        [by('1', 'Prince'), by('2', 'Sade'), by('3', 'Moby')],
      ],
    ],
    [
      'a letter apart, of whom there was more',
      [[by('0', 'Moby'), ...ten('Toby').slice(1)], [by('0', 'Toby')]],
    ],
    [
      'when the tracks went to several',
      [
        [by('1', 'Prince'), by('2', 'Prince')],
        [by('1', 'Sade'), by('2', 'Moby')],
      ],
    ],
    [
      'a letter apart, of whose tracks one was put right',
      [[by('1', 'Moby'), by('2', 'Moby'), by('3', 'Moby'), by('4', 'Toby')], [by('1', 'Toby')]],
    ],
    ['whose name has signs only', [[by('1', '!!!'), by('2', '???')], [by('1', '???')]]],
  ])('%s', async (_, steps) => {
    const { upsert, also } = open()
    for (const step of steps) await upsert(step)
    expect(['Prince', 'Sade', 'Moby', '!!!'].flatMap(also)).toEqual([])
  })

  it('a letter apart, while more than one track in ten was not corrected [promise: blocks-follow-names]', async () => {
    const { upsert, also } = open()
    await upsert(ten('Moby'))
    await upsert(ten('Moby', 'Mobi').slice(2))
    expect(also('Moby')).toEqual([])
    await upsert(ten('Moby', 'Mobi').slice(1))
    expect(also('Moby')).toEqual(ids('Mobi'))
  })

  it('a letter apart, whose rows took the ids of the next ones [promise: blocks-follow-names]', async () => {
    const { upsert, also } = open()
    const [river, stone] = [{ title: 'River' }, { title: 'Stone' }]
    await upsert([by('1', 'Moby', river), by('2', 'Mobi', stone)])
    await upsert([by('1', 'Ann', { title: 'Cloud' }), by('2', 'Moby', river), by('3', 'Mobi', stone)])
    expect(also('Moby')).toEqual([])
  })

  it('whose withdrawn music may return', async () => {
    const { catalog, upsert, also } = open()
    await upsert([by('1', 'Prince'), by('2', 'Sade')])
    await catalog.withdraw([trackId('2')])
    await upsert([by('1', 'Sade')])
    expect(also('Prince')).toEqual([])
  })

  it('where a tag is another genre a letter apart, and its tracks are corrected or deleted [promise: blocks-follow-names]', async () => {
    const { catalog, upsert } = open()
    const also = () => catalog.alsoCalled({ kind: 'tag', id: 'punk' })
    const tagged = (id: string, ...tags: readonly string[]) => by(id, 'Ann', { tags })
    await upsert([tagged('1', 'punk'), tagged('2', 'Punk'), tagged('3', 'funk')])
    await upsert([tagged('1', 'funk')])
    expect(also()).toEqual([])
    // Files that are deleted are not corrected.
    await catalog.withdraw([trackId('2')])
    expect(also()).toEqual([])
    await upsert([tagged('2', 'Punk')])
    expect(also()).toEqual([])
  })

  it('where a list of tags is written anew', async () => {
    const { catalog, upsert } = open()
    const tags = Array.from({ length: 9 }, (_, at) => `genre${'abcdefghi'[at]}`)
    await upsert([by('1', 'Ann', { tags })])
    await upsert([by('1', 'Ann', { tags: tags.map((tag) => `${tag}s`) })])
    expect(tags.flatMap((id) => catalog.alsoCalled({ kind: 'tag', id }))).toEqual([])
  })

  it('where a tag gives way to one that is no spelling of it', async () => {
    const { catalog, upsert } = open()
    await upsert([by('1', 'Ann', { tags: ['polka'] })])
    await upsert([by('1', 'Ann', { tags: ['klezmer'] })])
    expect(catalog.alsoCalled({ kind: 'tag', id: 'polka' })).toEqual([])
  })
})

describe('what is said of a former name holds for the track', () => {
  const called = (catalog: Catalog, kind: 'artist' | 'tag', id: string) => [...catalog.formerly({ kind, id })]

  it('whatever others are called, until it is called so again or is another track [promise: blocks-follow-names]', async () => {
    const { catalog, upsert } = open()
    const zepplin = artistIdOf('Led Zepplin')
    await upsert(ten('Led Zepplin'))
    await upsert([by('0', 'Led Zeppelin'), by('1', 'Prince')])
    expect(called(catalog, 'artist', zepplin)).toEqual([1, 2])
    // By way of nobody, of two acts, and of another edition.
    await upsert([{ ...by('0', 'Nobody'), artists: [] }, by('1', 'Led Zepplin')])
    await upsert([
      by('0', 'Page', {
        title: 'Title of 0 (Remastered)',
        featured: [{ id: artistIdOf('Plant'), name: 'Plant' }],
      }),
    ])
    await upsert([by('0', 'Page', { title: 'A quite other name of it' })])
    expect(called(catalog, 'artist', zepplin)).toEqual([1])
    await catalog.withdraw([trackId('0')])
    expect(called(catalog, 'artist', zepplin)).toEqual([1])
    await upsert([by('0', 'Sade', { title: 'Something of somebody else' })])
    expect(called(catalog, 'artist', zepplin)).toEqual([])
  })

  it('once, of a track that comes twice in one request, as it is in the end', async () => {
    const { catalog, upsert } = open()
    await upsert([by('1', 'Moby')])
    const rest = Array.from({ length: 600 }, (_, at) => by(`rest${at}`, 'Ann'))
    await upsert([by('1', 'Mobi'), ...rest, by('1', 'Moby')])
    expect(called(catalog, 'artist', artistIdOf('Moby'))).toEqual([])
  })

  it('by a tag that gave way to another spelling, in one step or in two, and by none of another genre [promise: blocks-follow-names]', async () => {
    const { catalog, upsert } = open()
    const tagged = (id: string, ...tags: readonly string[]) => by(id, 'Ann', { tags })
    const steps = [
      [tagged('1', 'electonic'), tagged('2', 'electonic'), tagged('3', 'electonic')],
      [tagged('1', 'electonic', 'electronic'), tagged('2'), tagged('3', 'dub')],
      [tagged('1', 'electronic'), tagged('2', 'electronic', 'dub'), tagged('3', 'electronic')],
    ]
    for (const step of steps) await upsert(step)
    expect(called(catalog, 'tag', 'electonic')).toEqual([1, 2])
  })

  it('by a tag in whatever spelling, also where others keep one of them [promise: blocks-follow-names]', async () => {
    const { catalog, upsert } = open()
    const tagged = (id: string, ...tags: readonly string[]) => by(id, 'Ann', { tags })
    await upsert([tagged('1', 'hiphop'), tagged('2', 'hip hop'), tagged('3', 'Hip-Hop')])
    await upsert([tagged('1', 'hiphops'), tagged('3', 'hiphops')])
    expect(called(catalog, 'tag', 'HIP HOP')).toEqual([1, 3])
    await upsert([tagged('1', 'hip hop')])
    expect(called(catalog, 'tag', 'HIP HOP')).toEqual([3])
    expect(called(catalog, 'tag', 'hiphops')).toEqual([1])
  })
})

it('says the same of a catalogue that is opened again', async () => {
  const names = ['Led Zepplin', 'Led Zeppelin', 'Prince', 'The Artist', 'Sade', 'Moby', 'Mobi']
  const name = fc.constantFrom(...names)
  const step = fc.record({ track: fc.nat(5), name, tag: name, goes: fc.nat(5) })
  const said = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(said, async (steps) => {
      const store = openSqliteCatalogStore({ path: ':memory:' })
      const catalog = openCatalog(store)
      for (const request of steps) {
        const [first] = request
        if (first?.goes === 0) await catalog.withdraw([trackId(`${first.track}`)])
        else
          await catalog.upsert(request.map(({ track, name, tag }) => by(`${track}`, name, { tags: [tag] })))
      }
      const again = openCatalog(store)
      for (const name of names) {
        const target = { kind: 'artist' as const, id: artistIdOf(name) }
        const tag = { kind: 'tag' as const, id: name }
        for (const one of [target, tag]) {
          const also = catalog.alsoCalled(one)
          expect(again.alsoCalled(one)).toEqual(also)
          expect([...again.formerly(one)].sort()).toEqual([...catalog.formerly(one)].sort())
          // Each way.
          for (const id of also)
            expect(catalog.alsoCalled({ kind: one.kind, id })).toContain(
              one.kind === 'tag' ? foldedTag(one.id) : one.id,
            )
        }
        expect(again.calledNow(target.id)).toBe(catalog.calledNow(target.id))
      }
      store.close()
    }),
    { numRuns: 150 },
  )
})
