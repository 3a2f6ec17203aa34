import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type ArtistId, type Track, type TrackId, trackId } from '#domain'
import { arraySteps } from '../domain/array-steps.sample.ts'
import { foldedTag } from './alike.ts'
import { sampleTrack } from './catalog-store.sample.ts'
import { artistIdOf } from './names.ts'
import { openCatalog } from './open-catalog.ts'
import { createRenamings } from './renamings.ts'

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

describe('an artist is the one before', () => {
  it('when respelt: from the first track on, also beside tracks of either spelling [promise: blocks-follow-names]', async () => {
    const { upsert, also, now } = open()
    await upsert([by('1', 'Led Zepplin'), by('2', 'Led Zepplin'), by('3', 'Led Zeppelin')])
    expect(also('Led Zepplin')).toEqual([])
    await upsert([by('1', 'Led Zeppelin')])
    expect(also('Led Zepplin')).toEqual(ids('Led Zeppelin'))
    expect(also('Led Zeppelin')).toEqual(ids('Led Zepplin'))
    expect(now('Led Zepplin')).toBe(artistIdOf('Led Zepplin'))
    await upsert([by('2', 'Led Zeppelin')])
    expect(now('Led Zepplin')).toBe(artistIdOf('Led Zeppelin'))
    // Somebody adds a file with the old spelling.
    await upsert([by('4', 'Led Zepplin')])
    expect(also('Led Zepplin')).toEqual(ids('Led Zeppelin'))
  })

  it('when all of the tracks have one new name by then, one request after another [promise: blocks-follow-names]', async () => {
    const { upsert, also, now } = open()
    await upsert([by('1', 'Prince'), by('2', 'Prince')])
    await upsert([by('1', 'The Artist')])
    expect(also('Prince')).toEqual([])
    await upsert([by('2', 'The Artist')])
    expect(also('Prince')).toEqual(ids('The Artist'))
    await upsert([by('1', 'Love Symbol'), by('2', 'Love Symbol')])
    expect(also('Prince')).toEqual(ids('The Artist', 'Love Symbol'))
    expect(now('Prince')).toBe(artistIdOf('Love Symbol'))
  })

  it('when several become one, in one request or in two, and over a name in between [promise: blocks-follow-names]', async () => {
    for (const batches of [[['1', '2']], [['1'], ['2']]]) {
      const { upsert, also } = open()
      await upsert([by('1', 'Prince'), by('2', 'Love Symbol')])
      for (const batch of batches) await upsert(batch.map((id) => by(id, 'The Artist')))
      expect([...also('The Artist')].sort()).toEqual(ids('Love Symbol', 'Prince'))
    }
    const { upsert, also } = open()
    await upsert([by('1', 'Prince'), by('2', 'Prince')])
    await upsert([by('1', 'Love Symbol'), by('2', 'The Artist')])
    expect(also('Prince')).toEqual([])
    await upsert([by('2', 'Love Symbol')])
    expect([...also('Prince')].sort()).toEqual(ids('Love Symbol', 'The Artist'))
  })

  it('when the tracks that were left over are withdrawn, and when the name is given back', async () => {
    const { catalog, upsert, also, now } = open()
    await upsert([by('1', 'Prince'), by('2', 'Prince')])
    await upsert([by('1', 'The Artist')])
    await catalog.withdraw([trackId('2')])
    expect(also('The Artist')).toEqual(ids('Prince'))
    await upsert([by('1', 'Prince')])
    expect(also('The Artist')).toEqual(ids('Prince'))
    expect(now('The Artist')).toBe(artistIdOf('Prince'))
  })

  it('as a guest, beside others, and when a respelt tag comes with another', async () => {
    const { catalog, upsert, also } = open()
    const guest = (name: string) => ({ featured: [{ id: artistIdOf(name), name }] })
    await upsert([by('1', 'Ann', { ...guest('Isac Sparks'), tags: ['electonic', 'dub'] })])
    await upsert([by('1', 'Anna Lee', { ...guest('Isaac Sparks'), tags: ['dub', 'electronic', 'house'] })])
    expect(also('Isac Sparks')).toEqual(ids('Isaac Sparks'))
    expect(also('Ann')).toEqual(ids('Anna Lee'))
    expect(catalog.alsoCalled({ kind: 'tag', id: 'electonic' })).toEqual(['electronic'])
  })
})

describe('an artist is another', () => {
  it.each<[string, readonly (readonly Track[])[]]>([
    ['who was there before', [[by('1', 'Prince'), by('2', 'Sade')], [by('1', 'Sade')]]],
    ['while somebody has the old name', [[by('1', 'Prince'), by('2', 'Prince')], [by('1', 'Sade')]]],
    [
      'when the old name comes back for others',
      [[by('1', 'Prince')], [by('1', 'Sade')], [by('2', 'Prince')]],
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
    [
      'a letter apart, whose last track was put right, when the name comes back',
      [[by('1', 'Moby')], [by('1', 'Toby')], [by('2', 'Moby'), by('3', 'Moby')]],
    ],
    ['whose name has signs only', [[by('1', '!!!'), by('2', '???')], [by('1', '???')]]],
  ])('%s', async (_, steps) => {
    const { upsert, also } = open()
    for (const step of steps) await upsert(step)
    expect(['Prince', 'Sade', 'Moby', '!!!'].flatMap(also)).toEqual([])
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

  it('where a tag is another genre a letter apart, while either stands on a track [promise: blocks-follow-names]', async () => {
    const { catalog, upsert } = open()
    const also = () => catalog.alsoCalled({ kind: 'tag', id: 'punk' })
    const tagged = (id: string, ...tags: readonly string[]) => by(id, 'Ann', { tags })
    await upsert([tagged('1', 'punk'), tagged('2', 'Punk'), tagged('3', 'funk')])
    await upsert([tagged('1', 'funk')])
    expect(also()).toEqual([])
    await catalog.withdraw([trackId('2')])
    expect(also()).toEqual(['funk'])
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

describe('the work that renamings take', () => {
  const letters = (at: number) =>
    [...`${at}`.padStart(5, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('')
  const names = (track: number, count: number, end: string) =>
    Array.from({ length: count }, (_, at) => `${letters(track * 50 + at)}genre${end}`)
  const before = (id: TrackId) => by(id, 'Ann', { tags: names(Number(id), 50, 's') })
  const made = (mostPairs = 10_000) =>
    createRenamings({
      before,
      foldedTag,
      tracksOf: () => 0,
      withdrawnOf: () => 0,
      mostPairs: () => mostPairs,
    })
  const respelt = (tracks: number, count: number) =>
    Array.from({ length: tracks }, (_, at) =>
      by(`${at}`, 'Ann', {
        tags: [...names(at, count, 'z'), ...before(trackId(`${at}`)).tags.slice(count)],
      }),
    )

  it('is done in turns, and none for lists that are written anew', async () => {
    let turns = 0
    const nextTurn = async () => {
      turns += 1
    }
    expect(await made().of(respelt(100, 50), nextTurn)).toEqual([])
    expect(turns).toBe(0)
    expect(await made().of(respelt(100, 8), nextTurn)).toHaveLength(800)
    expect(turns).toBe(3)
  })

  it('is that of the names that are asked for, whatever else was renamed', async () => {
    const steps = async (tracks: number) => {
      const renamings = made()
      const all = await renamings.of(respelt(tracks, 8), async () => undefined)
      for (const one of all) renamings.take([one])
      return arraySteps(() => {
        renamings.changed()
        expect(renamings.alsoCalled({ kind: 'tag', id: names(3, 1, 's')[0] ?? '' })).toEqual(names(3, 1, 'z'))
      })
    }
    expect(await steps(200)).toBeLessThan((await steps(10)) + 50)
  })

  it('is bounded: the oldest names are forgotten, and all that was known of them', () => {
    const renamings = made(100)
    const pair = (was: string, now: string) =>
      ({ kind: 'artist', was, name: was, now, how: 'respelt', tracks: 1 }) as const
    for (let at = 0; at < 300; at++) renamings.take([pair(letters(at), letters(at + 1))])
    const also = (at: number) => renamings.alsoCalled({ kind: 'artist', id: letters(at) })
    expect([...renamings.renamedArtists()]).toHaveLength(100)
    expect(also(0)).toEqual([])
    expect(also(199)).toEqual([])
    expect(also(200)).toHaveLength(100)
  })

  it('grows with the chain of names, not with its square', async () => {
    const steps = async (length: number) => {
      const renamings = made()
      const chain = Array.from({ length }, (_, at) => ({ was: letters(at), now: letters(at + 1) }))
      const pair = { kind: 'artist', tracks: 1, how: 'new' } as const
      renamings.take(chain.map(({ was, now }) => ({ ...pair, was, name: was, now })))
      return arraySteps(() => {
        expect(renamings.alsoCalled({ kind: 'artist', id: letters(0) })).toHaveLength(length)
      })
    }
    expect(await steps(2000)).toBeLessThan(25 * (await steps(100)))
  })
})

it('says the same of a catalogue that is opened again', async () => {
  const names = ['Led Zepplin', 'Led Zeppelin', 'Prince', 'The Artist', 'Sade', 'Moby', 'Mobi']
  const said = fc.array(fc.record({ track: fc.nat(3), name: fc.constantFrom(...names), goes: fc.nat(5) }))
  await fc.assert(
    fc.asyncProperty(said, async (steps) => {
      const store = openSqliteCatalogStore({ path: ':memory:' })
      const catalog = openCatalog(store)
      for (const { track, name, goes } of steps) {
        if (goes === 0) await catalog.withdraw([trackId(`${track}`)])
        else await catalog.upsert([by(`${track}`, name)])
      }
      const again = openCatalog(store)
      for (const name of names) {
        const target = { kind: 'artist' as const, id: artistIdOf(name) }
        const also = catalog.alsoCalled(target)
        expect(again.alsoCalled(target)).toEqual(also)
        expect(again.calledNow(target.id)).toBe(catalog.calledNow(target.id))
        // Each way.
        for (const id of also) expect(catalog.alsoCalled({ kind: 'artist', id })).toContain(target.id)
      }
      store.close()
    }),
    { numRuns: 40 },
  )
})
