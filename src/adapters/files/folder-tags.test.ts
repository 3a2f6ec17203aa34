import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, openCatalog } from '#catalog'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'
import { sampleFlac, sampleMp3, sampleWav } from './sample-audio.ts'

/** Real files of one folder, whose tags say together what each alone leaves open. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-folder-tags-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

type Tags = Readonly<Record<string, string>>
let made = 100
const put = (path: string, bytes: Uint8Array): void => {
  const at = join(base, 'music', path)
  mkdirSync(dirname(at), { recursive: true })
  writeFileSync(at, bytes)
}
/** ID3v2.3, which parts artists by a slash. */
const old = (path: string, tags: Tags): void => put(path, sampleMp3(++made, { TIT2: path, ...tags }, path))
/** ID3v2.4, which does not. Short texts are as long in both. */
const mp3 = (path: string, tags: Tags): void => {
  const bytes = Buffer.from(sampleMp3(++made, { TIT2: path, ...tags }, path))
  bytes[3] = 4
  put(path, bytes)
}

const open = (recordsIn = base) => {
  mkdirSync(recordsIn, { recursive: true })
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const records = createLibraryRecords(recordsIn, ({ message }) => expect.fail(message))
  const libraries = createLibraries({ catalog, records, open: readLibrary, newId: randomUUID })
  const tracks = () =>
    [...catalog.tracks()].toSorted((a, b) => (a.audioPath ?? '').localeCompare(b.audioPath ?? ''))
  return {
    scan: () => libraries.scan(join(base, 'music')),
    artists: () => tracks().map(({ artists }) => artists.map(({ name }) => name).join(' + ')),
    releases: () => tracks().map(({ release }) => release?.id),
  }
}

describe('a name with a slash in old tags', () => {
  it('is one artist, as in tags that part otherwise [promise: own-music]', async () => {
    old('1.mp3', { TPE1: 'AC/DC' })
    mp3('2.mp3', { TPE1: 'AC/DC' })
    old('3.mp3', { TPE1: 'GZA/Genius' })
    old('4.mp3', { TPE1: 'One; AC/DC feat. Two' })
    const { scan, artists } = open()
    await scan()
    expect(artists()).toEqual(['AC/DC', 'AC/DC', 'GZA/Genius', 'One + AC/DC'])
  })

  it.each([
    ['is several where each is an artist of another file', [], 'Sean Paul + Keyshia Cole'],
    ['is one where a file has the whole', ['TPE1'], 'Sean Paul/Keyshia Cole'],
    ['is one where it is whose an album is', ['TPE2'], 'Sean Paul/Keyshia Cole'],
  ])('%s, whichever file comes first, and in each scan [promise: own-music]', async (_, whole, expected) => {
    for (const [first, last] of [
      ['a', 'z'],
      ['z', 'a'],
    ]) {
      rmSync(base, { recursive: true, force: true })
      old('m.mp3', { TPE1: 'Sean Paul/Keyshia Cole' })
      const { scan, artists } = open()
      await scan()
      expect(artists()).toEqual(['Sean Paul/Keyshia Cole'])
      mp3(`${first}1.mp3`, { TPE1: 'Sean Paul' })
      mp3(`${last}2.mp3`, { TPE1: 'Keyshia Cole feat. Somebody' })
      for (const frame of whole) {
        const other = frame === 'TPE1' ? {} : { TPE1: 'Other', TALB: 'Album' }
        mp3(`${last}3.mp3`, { ...other, [frame]: 'Sean Paul/Keyshia Cole' })
      }
      await scan()
      expect(artists()).toContain(expected)
      expect(await scan()).toMatchObject({ changed: 0, withdrawn: 0 })
      expect(artists()).toContain(expected)
      const fromNothing = open(join(base, 'other'))
      await fromNothing.scan()
      expect(fromNothing.artists()).toEqual(artists())
      rmSync(join(base, 'music', `${first}1.mp3`))
      await scan()
      expect(artists()).toContain('Sean Paul/Keyshia Cole')
    }
  })

  it('is parted by what parts names everywhere, and by lists [promise: own-music]', async () => {
    old('1.mp3', { TPE1: 'Jay-Z; Kanye West' })
    put('2.flac', sampleFlac(200, ['TITLE=Two', 'ARTIST=Jay-Z;Kanye West']))
    put('3.wav', sampleWav(2, { INAM: 'Three', IART: 'Jay-Z | Kanye West' }))
    old('4.mp3', { TPE1: 'Jay-Z\0Kanye West' })
    mp3('6.mp3', { TPE1: 'Guns &amp; Roses' })
    old('5.mp3', { TPE1: 'X feat. AC/DC', TXXX: 'Artists\0\ufeffX/AC/DC' })
    const { scan, artists } = open()
    await scan()
    expect(artists()).toEqual([
      ...Array.from({ length: 4 }, () => 'Jay-Z + Kanye West'),
      'X + AC/DC',
      'Guns & Roses',
    ])
  })
})

describe('a release without an album artist', () => {
  const album = (at: number, artist: string, more: Tags = {}) =>
    mp3(`album/${at}.mp3`, { TALB: 'X1', TRCK: `${at}`, TPE1: artist, ...more })

  it('is one where a guest stands on a track, as in a table [promise: own-music]', async () => {
    mp3('1.mp3', { TALB: 'X1', TPE1: 'Jay-Z feat. Alicia Keys' })
    mp3('2.mp3', { TALB: 'X1', TPE1: 'Jay-Z' })
    mp3('3.mp3', { TALB: 'X1', TPE1: 'Jay-Z; Nas' })
    mp3('4.mp3', { TALB: 'X1', TPE1: 'Other', TPE2: 'Jay-Z feat. Nas' })
    const { scan, releases } = open()
    await scan()
    expect(new Set(releases())).toEqual(new Set(['release:jay-z/x1']))
  })

  it('is one of many artists in one folder, in each scan [promise: own-music]', async () => {
    for (const [at, artist] of ['Ann', 'Bob', 'Cid'].entries()) album(at + 1, artist)
    const { scan, releases } = open()
    await scan()
    expect(new Set(releases())).toEqual(new Set(['release:various artists/x1']))
    expect(await scan()).toMatchObject({ changed: 0 })
    // Of whom most of it is.
    for (const at of [4, 5, 6]) album(at, 'Ann')
    await scan()
    expect(new Set(releases())).toEqual(new Set(['release:ann/x1']))
    const { scan: again, releases: found } = open(join(base, 'other'))
    await again()
    expect(found()).toEqual(releases())
  })

  it('is several where tracks share a place, have none, or lie in two folders [promise: own-music]', async () => {
    album(1, 'Ann')
    album(2, 'Bob')
    mp3('album/other.mp3', { TALB: 'X1', TRCK: '1', TPE1: 'Cid' })
    mp3('two/1.mp3', { TALB: 'X2', TPE1: 'Ann' })
    mp3('two/2.mp3', { TALB: 'X2', TPE1: 'Bob', TRCK: '2' })
    mp3('a/1.mp3', { TALB: 'X3', TPE1: 'Ann', TRCK: '1' })
    mp3('b/2.mp3', { TALB: 'X3', TPE1: 'Bob', TRCK: '2' })
    const { scan, releases } = open()
    await scan()
    expect(new Set(releases()).size).toBe(7)
  })
})

it('a folder of which tracks may name several artists in one says so, once it was read', async () => {
  mp3('1.mp3', { TPE1: 'Simon & Garfunkel' })
  mp3('2.mp3', { TPE1: 'Jay-Z, Kanye West' })
  old('3.mp3', { TPE1: 'Sean Paul/Keyshia Cole' })
  mp3('4.mp3', { TPE1: 'Ann / Bob' })
  mp3('5.mp3', { TPE1: 'AC/DC' })
  mp3('6.mp3', { TPE1: '10,000 Maniacs' })
  const { scan } = open()
  expect((await scan()).columns?.warnings).toEqual([
    expect.stringMatching(/^4 of 6 tracks may name several artists in one/),
  ])
  expect((await scan()).columns).toBeUndefined()
  utimesSync(join(base, 'music', '5.mp3'), 1, 1)
  expect((await scan()).columns?.warnings).toHaveLength(1)
})

it('names that were written by another table of letters are mended [promise: own-music]', async () => {
  const utf8 = (text: string) => Buffer.from(text).toString('latin1')
  put('1.wav', sampleWav(2, { INAM: utf8('Zoë'), IART: utf8('Мумий Тролль'), IPRD: utf8('„Ő”') }))
  old('2.mp3', { TIT2: 'Ãðóïïà êðîâè', TPE1: 'Êèíî', TALB: 'Êèíî - Best of' })
  old('3.mp3', { TIT2: 'Ça va à Çà', TPE1: 'Björk Guðmundsdóttir', TALB: 'Déjà Vu' })
  const { scan, artists, releases } = open()
  await scan()
  expect(artists()).toEqual(['Мумий Тролль', 'Кино', 'Björk Guðmundsdóttir'])
  expect(releases()).toEqual([
    'release:мумий тролль/„ő”',
    'release:кино/кино - best of',
    'release:björk guðmundsdóttir/déjà vu',
  ])
})

it('what players write where there is no album is no release [promise: own-music]', async () => {
  mp3('1.mp3', { TALB: 'Unknown Album', TPE1: 'Ann' })
  mp3('2.mp3', { TALB: '[Unknown Album]', TPE1: 'Ann', TPE2: 'Ann' })
  mp3('3.mp3', { TALB: 'Unknown', TPE1: 'Ann' })
  const { scan, releases } = open()
  await scan()
  expect(releases()).toEqual([undefined, undefined, 'release:ann/unknown'])
})
