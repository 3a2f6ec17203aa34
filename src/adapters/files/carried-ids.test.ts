import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, openCatalog } from '#catalog'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** Tables without ids whose rows are corrected, and folders whose files are moved, as people do. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-carried-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const at = (path: string) => join(base, path)
const open = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  /** As a server that was started again. */
  const libraries = () =>
    createLibraries({
      catalog,
      records: createLibraryRecords(base, (error) => expect.fail(error.message)),
      open: readLibrary,
      newId: randomUUID,
    })
  return {
    catalog,
    libraries,
    scan: (path: string) => libraries().scan(at(path)),
    /** "Title by artist" → id. */
    ids: () =>
      Object.fromEntries(
        [...catalog.tracks()].map(({ id, title, artists }) => [`${title} by ${artists[0]?.name}`, id]),
      ),
  }
}

const nothing = { added: 0, changed: 0, withdrawn: 0, renamed: 0 }

describe('a table without ids', () => {
  const rows = [
    'Apple,Nik Foe,Tydes,3:20',
    'Birch,Nik Foe,Tydes,3:30',
    'Cedar,Ann,Woods,3:40',
    'Apple,Nik Foe,Best,5:00',
  ]
  const write = (lines: readonly string[], path = 'songs.csv') =>
    writeFileSync(at(path), ['title,artist,album,duration', ...lines, ''].join('\n'))
  const withoutLengths = (lines: readonly string[]) => lines.map((line) => line.replace(/,[^,]*$/, ','))

  it.each([
    ['lengths', (lines: readonly string[]) => lines],
    ['no lengths', withoutLengths],
  ])(
    'keeps the ids of rows that are corrected, with %s, through later scans and back [promise: library-followed]',
    async (_, told) => {
      const { catalog, scan } = open()
      write(told(rows))
      await scan('songs.csv')
      const before = [...catalog.tracks()]
      const steps: [RegExp, string, number][] = [
        [/Nik/g, 'Nick', 3],
        [/Tydes/g, 'Tides', 2],
        [/Birch/g, 'Birch!', 1],
        [/Cedar/g, 'Ceder', 1],
      ]
      const states = [rows]
      for (const [wrong, right, renamed] of steps) {
        const corrected = states.at(-1)?.map((line) => line.replace(wrong, right)) ?? []
        states.push(corrected)
        write(told(corrected))
        expect(await scan('songs.csv')).toMatchObject({ ...nothing, changed: renamed, renamed })
        expect([...catalog.tracks()].map(({ id }) => id)).toEqual(before.map(({ id }) => id))
        expect(await scan('songs.csv')).toMatchObject(nothing)
        // Written again, and no memory of it but the record.
        write([...told(corrected), 'Another,Bob,Else,1:00'])
        expect(await scan('songs.csv')).toMatchObject({ ...nothing, added: 1 })
        write(told(corrected))
        expect(await scan('songs.csv')).toMatchObject({ ...nothing, withdrawn: 1 })
      }
      write(told(rows))
      expect(await scan('songs.csv')).toMatchObject({ ...nothing, changed: 4, renamed: 4 })
      expect([...catalog.tracks()]).toEqual(before)
    },
  )

  it('gives a new row that says what a corrected one said before an id of its own, and keeps it', async () => {
    const { scan, ids } = open()
    write(rows)
    await scan('songs.csv')
    const { 'Cedar by Ann': cedar } = ids()
    write(rows.map((row) => row.replace('Ann', 'Anna')))
    await scan('songs.csv')
    const twice = ['Cedar,Ann,Woods,9:00', ...rows.map((row) => row.replace('Ann', 'Anna'))]
    write(twice)
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, added: 1 })
    const both = ids()
    expect(both).toMatchObject({ 'Cedar by Anna': cedar, 'Cedar by Ann': `${cedar}~2` })
    write(twice.toReversed())
    expect(await scan('songs.csv')).toMatchObject(nothing)
    expect(ids()).toEqual(both)
    write(twice.slice(0, 1))
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, withdrawn: 4 })
    expect(ids()).toEqual({ 'Cedar by Ann': `${cedar}~2` })
    write(twice)
    await scan('songs.csv')
    expect(ids()).toEqual(both)
  })

  it('keeps the ids of corrected rows when the list of libraries is lost [promise: library-followed]', async () => {
    const { scan, ids } = open()
    write(rows)
    await scan('songs.csv')
    write(rows.map((row) => row.replace('Nik', 'Nick')))
    await scan('songs.csv')
    const before = ids()
    rmSync(at('libraries.json'))
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, renamed: 3 })
    expect(ids()).toEqual(before)
    write(rows)
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, changed: 3, renamed: 3 })
  })

  it('gives a row that comes back its own id again, also while one like it leaves [promise: library-followed]', async () => {
    const { scan, ids } = open()
    const [liked = '', like = ''] = ['Apple,Nik Foe,Tydes,3:20', 'Apple!,Nik Foe,Best,3:20']
    write([liked, like, ...rows.slice(1, 3)])
    await scan('songs.csv')
    const before = ids()
    write([like, ...rows.slice(1, 3)])
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, withdrawn: 1 })
    write([liked, ...rows.slice(1, 3)])
    expect(await scan('songs.csv')).toMatchObject({ ...nothing, added: 1, withdrawn: 1 })
    expect(ids()['Apple by Nik Foe']).toBe(before['Apple by Nik Foe'])
  })

  it('takes a numbered piece of the same length for another', async () => {
    const { scan } = open()
    const pieces = (number: number) => [...rows, `Variation ${number},Bach,Goldberg,1:30`]
    write(pieces(5))
    await scan('songs.csv')
    write(pieces(7))
    expect(await scan('songs.csv')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
  })

  it('takes a row that is another for another', async () => {
    const { scan, ids } = open()
    write(rows)
    await scan('songs.csv')
    const before = ids()
    write([...rows.slice(1), 'Dogwood,Nik Foe,Tydes,2:11'])
    expect(await scan('songs.csv')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
    expect(Object.values(before)).not.toContain(ids()['Dogwood by Nik Foe'])
  })

  it('is one with another table that has the row as it was, or as it is', async () => {
    const { catalog, scan } = open()
    for (const path of ['songs.csv', 'other.csv']) {
      write(rows, path)
      await scan(path)
    }
    const corrected = rows.map((row) => row.replace('Nik', 'Nick'))
    write(corrected)
    expect(await scan('songs.csv')).toMatchObject({ renamed: 3, added: 0 })
    write(corrected, 'other.csv')
    expect(await scan('other.csv')).toMatchObject({ added: 0, withdrawn: 0 })
    write(corrected, 'third.csv')
    expect(await scan('third.csv')).toMatchObject({ added: 0 })
    expect(catalog.size).toBe(4)
  })

  it('holds back artists that most rows would lose, under the ids they had [promise: blocks-hold]', async () => {
    const { catalog, scan } = open()
    const many = [...Array(50).keys()].map(
      (song) => `Song ${song},Artist ${song},Album ${song % 5},3:${song + 10}`,
    )
    write(many)
    await scan('songs.csv')
    const before = [...catalog.tracks()]
    write(many.map((row) => row.replace(/Artist/g, 'Quartet')))
    for (let time = 0; time < 2; time++) {
      expect(await scan('songs.csv')).toMatchObject({
        added: 0,
        withdrawn: 0,
        renamed: 0,
        heldBack: expect.stringMatching(/^50 of 50 tracks with artists would lose/),
      })
      expect([...catalog.tracks()]).toEqual(before)
    }
    write(many)
    expect(await scan('songs.csv')).not.toHaveProperty('heldBack')
    expect([...catalog.tracks()]).toEqual(before)
  })
})

describe('a folder', () => {
  const put = (path: string, title: string, frames = 200, album = 'One') => {
    mkdirSync(dirname(at(`music/${path}`)), { recursive: true })
    writeFileSync(at(`music/${path}`), sampleMp3(frames, { TIT2: title, TPE1: 'Someone', TALB: album }))
  }
  const songs = (ids: Readonly<Record<string, string>>) => Object.values(ids).toSorted()

  it('keeps the ids of files in a folder that is renamed, again and back, and of a file that is [promise: library-followed]', async () => {
    const { catalog, scan, ids } = open()
    for (let song = 0; song < 30; song++) put(`A/${song % 3}/0${song % 10}.mp3`, `Song ${song}`, 200 + song)
    await scan('music')
    const before = ids()
    for (const [from, to] of [
      ['A', 'Z'],
      ['Z', 'Y'],
      ['Y', 'A'],
    ]) {
      renameSync(at(`music/${from}`), at(`music/${to}`))
      expect(await scan('music')).toMatchObject({ ...nothing, changed: 30, renamed: 30 })
      expect(ids()).toEqual(before)
      expect(await scan('music')).toMatchObject(nothing)
    }
    renameSync(at('music/A/0/00.mp3'), at('music/first.mp3'))
    expect(await scan('music')).toMatchObject({ ...nothing, changed: 1, renamed: 1 })
    expect(ids()).toEqual(before)
    expect([...catalog.tracks()].map(({ audioPath }) => audioPath)).toContainEqual(
      expect.stringContaining('music/first.mp3'),
    )
  })

  it('keeps the id of a file that is moved and retagged at once, and takes another song for another', async () => {
    const { scan, ids } = open()
    put('A/01.mp3', 'Apple', 210)
    put('A/02.mp3', 'Birch', 220)
    await scan('music')
    const before = songs(ids())
    rmSync(at('music/A'), { recursive: true })
    put('B/01.mp3', 'Apple Pie', 210)
    put('B/02.mp3', 'Birch', 220, 'Two')
    expect(await scan('music')).toMatchObject({ added: 0, withdrawn: 0, renamed: 2 })
    expect(songs(ids())).toEqual(before)
    rmSync(at('music/B/01.mp3'))
    put('C/01.mp3', 'Cedar', 230)
    expect(await scan('music')).toMatchObject({ added: 1, withdrawn: 1, renamed: 0 })
  })

  it('tells a new file where another lay once from the one that lay there, and keeps it so', async () => {
    const { scan, ids } = open()
    put('A/01.mp3', 'Apple', 210)
    await scan('music')
    const { 'Apple by Someone': apple } = ids()
    renameSync(at('music/A'), at('music/B'))
    await scan('music')
    renameSync(at('music/B'), at('music/C'))
    put('A/01.mp3', 'Birch', 250)
    for (let time = 0; time < 2; time++) {
      await scan('music')
      expect(ids()).toEqual({
        'Apple by Someone': apple,
        'Birch by Someone': expect.not.stringMatching(`^${apple}$`),
      })
    }
  })

  it('tells a new file from the one that lay there until now, and files that exchanged their names [promise: library-followed]', async () => {
    const { scan, ids } = open()
    put('01.mp3', 'Apple', 210)
    put('02.mp3', 'Birch', 220)
    put('03.mp3', 'Cedar', 230)
    await scan('music')
    const before = ids()
    // Each moves up by one, and another comes first.
    for (const song of [3, 2, 1]) renameSync(at(`music/0${song}.mp3`), at(`music/0${song + 1}.mp3`))
    put('01.mp3', 'Dogwood', 250)
    expect(await scan('music')).toMatchObject({ added: 1, withdrawn: 0, renamed: 3 })
    const after = ids()
    expect(after).toMatchObject(before)
    expect(Object.values(before)).not.toContain(after['Dogwood by Someone'])
    for (const [from, to] of ['2x', '32', 'x3']) renameSync(at(`music/0${from}.mp3`), at(`music/0${to}.mp3`))
    expect(await scan('music')).toMatchObject({ added: 0, withdrawn: 0, renamed: 2 })
    expect(ids()).toEqual(after)
    expect(await scan('music')).toMatchObject(nothing)
    // Edited in its place it is what it was.
    put('01.mp3', 'Dogwood Blues', 250, 'Two')
    expect(await scan('music')).toMatchObject({ ...nothing, changed: 1 })
  })

  it('keeps the ids of two libraries that lead to the same files', async () => {
    const { scan, ids } = open()
    put('jazz/A/01.mp3', 'Apple', 210)
    await scan('music')
    await scan('music/jazz')
    const before = ids()
    renameSync(at('music/jazz/A'), at('music/jazz/B'))
    for (const path of ['music/jazz', 'music', 'music/jazz', 'music']) {
      expect(await scan(path)).toMatchObject({ added: 0, withdrawn: 0 })
      expect(ids()).toEqual(before)
    }
  })
})
