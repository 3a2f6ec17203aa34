import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, openCatalog } from '#catalog'
import { artistId } from '#domain'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** Whom a library spells otherwise is whom a listener blocked. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-respelt-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const titles = ['River', 'Stone', 'Cloud']

const kinds: readonly (readonly [string, (path: string, artist: string) => void])[] = [
  [
    'songs.csv',
    (path, artist) =>
      writeFileSync(path, ['title,artist', ...titles.map((title) => `${title},${artist}`)].join('\n')),
  ],
  [
    'folder',
    (path, artist) => {
      mkdirSync(path, { recursive: true })
      for (const [place, title] of titles.entries())
        writeFileSync(join(path, `${title}.mp3`), sampleMp3(400 + place, { TIT2: title, TPE1: artist }))
    },
  ],
]

it.each(kinds)(
  'an artist whose spelling is corrected in %s is the one before [promise: blocks-follow-names]',
  async (name, write) => {
    const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
    const path = join(base, name)
    const scan = () =>
      createLibraries({
        catalog,
        records: createLibraryRecords(base, (error) => expect.fail(error.message)),
        open: readLibrary,
        newId: randomUUID,
      }).scan(path)
    const ids = () => [...catalog.tracks()].map(({ id }) => id)
    write(path, 'Led Zepplin')
    await scan()
    const before = ids()
    expect(before).toHaveLength(3)
    write(path, 'Led Zeppelin')
    await scan()
    expect(ids()).toEqual(before)
    const was = { kind: 'artist', id: artistId('artist:led zepplin') } as const
    expect(catalog.calledNow(was.id)).toBe('artist:led zeppelin')
    expect(catalog.alsoCalled(was)).toEqual(['artist:led zeppelin'])
  },
)

it('a file that sounds as before keeps what it was called, whatever its tags say by now [promise: blocks-follow-names]', async () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const path = join(base, 'folder')
  mkdirSync(path)
  const libraries = createLibraries({
    catalog,
    records: createLibraryRecords(base, (error) => expect.fail(error.message)),
    open: readLibrary,
    newId: randomUUID,
  })
  const tagged = (file: string, title: string, artist: string) =>
    writeFileSync(join(path, file), sampleMp3(400, { TIT2: title, TPE1: artist }, 'a sound'))
  tagged('01.mp3', 'Track 01', 'Ripper')
  await libraries.scan(path)
  tagged('01.mp3', 'Kashmir', 'Led Zeppelin')
  await libraries.scan(path)
  rmSync(join(path, '01.mp3'))
  tagged('Angie.mp3', 'Angie', 'The Rolling Stones')
  await libraries.scan(path)
  expect(catalog.size).toBe(1)
  const formerly = (id: string) => [...catalog.formerly({ kind: 'artist', id })].length
  expect([formerly('artist:ripper'), formerly('artist:led zeppelin')]).toEqual([1, 1])
})
