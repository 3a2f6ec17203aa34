import { describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Track, trackId, trackKey } from '#domain'
import { sampleTrack } from './catalog-store.sample.ts'
import { artistIdOf } from './names.ts'
import { openCatalog } from './open-catalog.ts'

/** What one track was called, when it comes again and again. */
const person = (name: string) => ({ id: artistIdOf(name), name })

const song = (title: string, ...names: readonly string[]): Track =>
  sampleTrack('1', { title, artists: names.map(person) })

const open = () => {
  const store = openSqliteCatalogStore({ path: ':memory:' })
  let catalog = openCatalog(store)
  return {
    upsert: (...tracks: readonly Track[]) => catalog.upsert(tracks),
    settle: (track: Track) => catalog.upsert([track], new Set([track.id])),
    withdraw: () => catalog.withdraw([trackId('1')]),
    openAgain: () => {
      catalog = openCatalog(store)
    },
    /** Of these names, those by which it holds for the track what is said of them. */
    holding: (...names: readonly string[]) =>
      names.filter((name) =>
        [...catalog.formerly({ kind: 'artist', id: artistIdOf(name) })].includes(trackKey(1)),
      ),
    holdsTag: (tag: string) => [...catalog.formerly({ kind: 'tag', id: tag })].length > 0,
    also: (name: string) => catalog.alsoCalled({ kind: 'artist', id: artistIdOf(name) }),
  }
}

describe('a track is the one before, and keeps what it was called', () => {
  it.each<[string, readonly [Track, ...Track[]], string]>([
    [
      'when its title and the spelling of its artist are mended together',
      [song('01 - Kashmir', 'Led Zepplin'), song('Kashmir', 'Led Zeppelin')],
      'Led Zepplin',
    ],
    [
      'when it is called after a former artist again, with another title',
      [song('Halo', 'Prince'), song('Halo', 'Sade'), song('Kiss', 'Princ')],
      'Sade',
    ],
    [
      'when it is called otherwise by the same artist, whose name has signs only',
      [song('Halo', 'Prince'), song('Halo', '!!!'), song('Myth Takes', '!!!')],
      'Prince',
    ],
    [
      'when its title is mended after its credits were cleared',
      [song('Halo', 'Prince'), song('Halo'), song('Purple Rain')],
      'Prince',
    ],
    [
      'when its title is a letter apart, by quite another artist',
      [song('Purpel Rain', 'Unknown'), song('Purple Rain', 'Prince')],
      'Unknown',
    ],
    [
      'while its title and artist have changed places, and after it',
      [song('Kashmir', 'Prince'), song('Kashmir', 'Moby'), song('Moby', 'Kashmir')],
      'Prince',
    ],
    [
      'when its title could not be read',
      [song('Kashmir', 'Prince'), song('Kashmir', 'Moby'), song(''), song('Angie', 'Stones')],
      'Prince',
    ],
  ])('%s [promise: blocks-follow-names]', async (_, [first, ...steps], name) => {
    const { upsert, openAgain, holding } = open()
    await upsert(first)
    for (const step of steps) await upsert(step)
    expect(holding(name)).toEqual([name])
    openAgain()
    expect(holding(name)).toEqual([name])
  })

  it('when who reads a library says so, whatever it is called [promise: blocks-follow-names]', async () => {
    const { upsert, settle, holding } = open()
    await upsert(song('Track 01', 'Ripper'))
    await settle(song('Kashmir', 'Led Zeppelin'))
    expect(holding('Ripper')).toEqual(['Ripper'])
    await upsert(song('Smooth Operator', 'Sade'))
    expect(holding('Ripper')).toEqual([])
  })

  it('of as many people as it may name, the main artist among them [promise: blocks-follow-names]', async () => {
    const { upsert, holding } = open()
    const letters = [...'abcdefghij']
    const names = letters.flatMap((one) => letters.map((other) => `${one.repeat(5)} ${other.repeat(5)}`))
    await upsert(song('Halo', 'Main Artist'))
    await upsert({ ...song('Halo', ...names.slice(0, 50)), featured: names.slice(50).map(person) })
    await upsert(song('Halo'))
    expect(holding('Main Artist', ...names)).toEqual(names)
    await upsert(song('Halo', 'Moby'))
    await upsert(song('Halo'))
    expect(holding(...names, 'Moby')).toEqual([...names.slice(0, -1), 'Moby'])
  })
})

describe('a track that is another', () => {
  it('is free of what the one before was called, which has it again when it is back [promise: blocks-follow-names]', async () => {
    const { upsert, withdraw, openAgain, holding, holdsTag } = open()
    const tagged = (track: Track, tag: string) => ({ ...track, tags: [tag] })
    await upsert(tagged(song('Kashmir', 'Prince'), 'electonic'))
    await upsert(tagged(song('Kashmir', 'Led Zeppelin'), 'electronic'))
    await upsert(song('Smooth Operator', 'Sade'))
    expect(holding('Prince', 'Led Zeppelin')).toEqual([])
    expect(holdsTag('electonic')).toBe(false)
    // It was corrected meanwhile, and so was that other one.
    await upsert(song('Smooth Operator', 'Helen Adu'))
    openAgain()
    await withdraw()
    await upsert(tagged(song('Kashmir (Remastered)', 'Led Zeppelin'), 'electronic'))
    expect(holding('Prince', 'Sade')).toEqual(['Prince'])
    expect(holdsTag('electonic')).toBe(true)
    await upsert(song('Smooth Operator', 'Sade Adu'))
    expect(holding('Prince', 'Sade')).toEqual(['Sade'])
  })

  it('gives back each name once, and keeps those of a few songs', async () => {
    const { upsert, holding } = open()
    const titles = ['Angie', 'Kashmir', 'Purple Rain', 'Halo', 'Porcelain', 'Roads', 'Jolene']
    for (const title of [...titles, ...titles]) {
      const people = [`Ann ${title}`, `Bob ${title}`, `Eve ${title}`, `Main ${title}`]
      for (const name of people) await upsert(song(title, name))
    }
    expect(holding(...titles.map((title) => `Ann ${title}`))).toEqual(['Ann Jolene'])
    await upsert(song('Angie', 'Nobody'))
    expect(holding('Ann Angie', 'Ann Jolene')).toEqual([])
    await upsert(song('Roads', 'Nobody'))
    expect(holding('Ann Roads', 'Bob Roads', 'Nobody')).toEqual(['Ann Roads', 'Bob Roads'])
  })
})

/** Tracks of one, or of another since. */
const some = (from: number, to: number, name: string): readonly Track[] =>
  Array.from({ length: to - from }, (_, at) => sampleTrack(`${from + at}`, { artists: [person(name)] }))

describe('two spellings are one', () => {
  it('over one in between that gave way itself, by halves [promise: blocks-follow-names]', async () => {
    const { upsert, also } = open()
    await upsert(...some(0, 10, 'Zepelin'))
    await upsert(...some(0, 5, 'Zeppelin'))
    await upsert(...some(0, 5, 'Zeppeliin'))
    expect(also('Zepelin')).toEqual([])
    await upsert(...some(5, 10, 'Zeppelin'))
    await upsert(...some(5, 10, 'Zeppeliin'))
    expect(also('Zepelin')).toContain(artistIdOf('Zeppeliin'))
  })

  it('where the new one was new, however a track of them changes since [promise: blocks-follow-names]', async () => {
    const { upsert, also } = open()
    await upsert(...some(0, 10, 'Led Zepplin'))
    const [first] = some(0, 1, 'Led Zeppelin')
    if (first === undefined) return expect.fail()
    await upsert({ ...first, featured: [person('Ann')] })
    await upsert(...some(10, 40, 'Led Zeppelin'))
    await upsert({ ...first, featured: [person('Bob')] })
    await upsert(...some(1, 10, 'Led Zeppelin'))
    expect(also('Led Zepplin')).toEqual([artistIdOf('Led Zeppelin')])
  })

  it('when what kept them apart came back from elsewhere as another [promise: blocks-follow-names]', async () => {
    const { upsert, withdraw, also } = open()
    await upsert(...some(0, 5, 'Led Zepplin'))
    await upsert(...some(2, 5, 'Led Zeppelin'))
    await upsert(...some(0, 1, 'Led Zeppelin'))
    await withdraw()
    expect(also('Led Zepplin')).toEqual([])
    await upsert(song('Smooth Operator', 'Sade'))
    expect(also('Led Zepplin')).toEqual([artistIdOf('Led Zeppelin')])
  })

  it('never for a track that was called by two of them, beside another of the last [promise: blocks-follow-names]', async () => {
    const { upsert, also } = open()
    const called = (name: string) => some(1, 2, name)
    await upsert(...some(0, 1, 'Mobee'), ...called('Moby'))
    await upsert(...called('Mobe'))
    await upsert(...called('Mobee'))
    expect(also('Mobee')).toEqual([])
  })
})
