import { randomUUID } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, openCatalog } from '#catalog'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** Several library folders over one catalogue, copied, moved and renamed as people do. */
let base: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'segue-ids-')))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const at = (path: string) => join(base, path)
const put = (path: string, title: string, frames = 200) => {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), sampleMp3(frames, { TIT2: title, TPE1: 'Someone' }))
}
const open = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const records = createLibraryRecords(base, () => {})
  const libraries = createLibraries({ catalog, records, open: readLibrary, newId: randomUUID })
  return {
    catalog,
    records,
    known: () => libraries.known().map(({ path }) => path),
    scan: (path: string) => libraries.scan(at(path)),
    remove: (path: string) => libraries.remove(at(path)),
    /** Title → id. */
    ids: () => Object.fromEntries([...catalog.tracks()].map(({ title, id }) => [title, id])),
  }
}

const omit = (ids: Readonly<Record<string, string>>, title: string) =>
  Object.fromEntries(Object.entries(ids).filter(([name]) => name !== title))

describe('the tracks of several library folders', () => {
  it('are told apart where their files have the same names [promise: library-followed]', async () => {
    const { scan, ids } = open()
    put('a/CD 1/01.mp3', 'Apple')
    put('b/CD 1/01.mp3', 'Birch')
    await scan('a')
    const { Apple } = ids()
    await scan('b')
    const both = ids()
    expect(both).toEqual({ Apple, Birch: expect.stringMatching(/^file:[0-9a-f]{32}$/) })
    expect(both.Birch).not.toBe(Apple)
    for (const path of ['a', 'b']) expect(await scan(path)).toMatchObject({ unchanged: 1, changed: 0 })
    expect(ids()).toEqual(both)
  })

  it('are told apart when one is a copy of the other', async () => {
    const { scan, catalog } = open()
    put('a/01.mp3', 'Apple')
    await scan('a')
    cpSync(at('a'), at('b'), { recursive: true, preserveTimestamps: true })
    await scan('b')
    expect(catalog.size).toBe(2)
  })

  it('are one where two libraries lead to the same file', async () => {
    const { scan, catalog } = open()
    put('a/jazz/01.mp3', 'Apple')
    symlinkSync(at('a'), at('link'))
    for (const path of ['a', 'a/jazz', 'link', 'a']) await scan(path)
    expect(catalog.size).toBe(1)
  })

  it('are told apart when an older Segue took them for one, and the first keeps its id', async () => {
    const { scan, ids, records } = open()
    put('a/01.mp3', 'Apple')
    put('b/01.mp3', 'Birch')
    await scan('a')
    const { Apple } = ids()
    const [first] = records.read()
    if (first === undefined) throw new Error('no record')
    records.write([first, { ...first, path: at('b'), label: 'b' }])
    await scan('b')
    await scan('a')
    expect(ids()).toMatchObject({ Apple, Birch: expect.not.stringContaining(Apple ?? '') })
  })

  it('stay what they are when a folder is moved, whatever their ids were made of [promise: library-followed]', async () => {
    const { scan, remove, ids, known, catalog } = open()
    for (const name of ['01', '02', '03']) {
      put(`a/${name}.mp3`, `A ${name}`)
      put(`b/${name}.mp3`, `B ${name}`, 201)
    }
    await scan('a')
    await scan('b')
    const before = ids()
    mkdirSync(at('disk'))
    renameSync(at('b'), at('disk/music'))
    expect(await scan('disk/music')).toMatchObject({ added: 0, withdrawn: 0 })
    expect(ids()).toEqual(before)
    rmSync(at('disk/music/02.mp3'))
    expect(await scan('disk/music')).toMatchObject({ withdrawn: 1 })
    expect(catalog.size).toBe(5)
    await expect(scan('b')).rejects.toMatchObject({ code: 'unreadable-library' })
    expect(ids()).toEqual(omit(before, 'B 02'))
    // Nobody can tell that it was not unplugged. Other music in its place is other music.
    expect(known()).toEqual([at('a'), at('b'), at('disk/music')])
    put('b/01.mp3', 'C 01', 202)
    await scan('b')
    await scan('disk/music')
    expect(ids()).toEqual({ ...omit(before, 'B 02'), 'C 01': expect.any(String) })
    // Somebody who knows may say so: what the moved folder holds stays.
    await expect(remove('c')).rejects.toMatchObject({ code: 'not-found' })
    expect(await remove('b')).toBe(1)
    expect(known()).toEqual([at('a'), at('disk/music')])
    expect(ids()).toEqual(omit(before, 'B 02'))
  })

  it('come back to a disk that was unplugged while a copy of it was read [promise: library-followed]', async () => {
    const { scan, ids, known, records } = open()
    const names = ['01', '02', '03']
    for (const name of names) put(`usb/${name}.mp3`, `Song ${name}`)
    await scan('usb')
    const before = ids()
    cpSync(at('usb'), at('copy'), { recursive: true })
    renameSync(at('usb'), at('unplugged'))
    expect(await scan('copy')).toMatchObject({ added: 0, changed: 3 })
    expect(ids()).toEqual(before)
    await expect(scan('usb')).rejects.toMatchObject({ code: 'unreadable-library' })
    // What the copy loses is gone until the disk is back.
    rmSync(at('copy/02.mp3'))
    expect(await scan('copy')).toMatchObject({ withdrawn: 1 })
    renameSync(at('unplugged'), at('usb'))
    expect(known()).toEqual([at('usb'), at('copy')])
    for (let time = 0; time < 2; time++) {
      for (const path of known()) await scan(path.slice(base.length + 1))
      const [usb, copy] = records.read()
      expect(Object.values(usb?.files ?? {}).flatMap((file) => file.ids)).toEqual(
        names.map((name) => before[`Song ${name}`]),
      )
      const copied = Object.values(copy?.files ?? {}).flatMap((file) => file.ids)
      expect(copied).toHaveLength(2)
      expect(copied.filter((id) => Object.values(before).includes(id))).toEqual([])
    }
  })

  it('are withdrawn with the library they play from, though one that is away remembers them [promise: library-followed]', async () => {
    const { scan, remove, ids, known, records } = open()
    for (const name of ['01', '02', '03']) put(`a/${name}.mp3`, `A ${name}`)
    await scan('a')
    const before = ids()
    mkdirSync(at('disk'))
    renameSync(at('a'), at('disk/a'))
    symlinkSync(at('disk/a'), at('b'))
    expect(await scan('b')).toMatchObject({ added: 0 })
    // Away as well: where its files lay is in the record.
    rmSync(at('b'))
    expect(await remove('b')).toBe(3)
    expect([ids(), known()]).toEqual([{}, [at('a')]])
    renameSync(at('disk/a'), at('a'))
    await scan('a')
    expect(ids()).toEqual(before)
    // As an older Segue wrote it, which kept no such place.
    records.write(records.read().map(({ path, label, files }) => ({ path, label, files })))
    expect(await remove('a')).toBe(3)
  })

  it('stay with a library while another still plays them, or never did [promise: library-followed]', async () => {
    const { scan, remove, ids } = open()
    put('a/jazz/01.mp3', 'Apple')
    put('a/rock/01.mp3', 'Birch')
    await scan('a')
    await scan('a/jazz')
    const { Apple } = ids()
    expect(await remove('a')).toBe(1)
    expect(ids()).toEqual({ Apple })
    // Moved: the place that was left has only heard of it.
    renameSync(at('a/jazz'), at('jazz'))
    await scan('jazz')
    expect(await remove('a/jazz')).toBe(0)
    expect(ids()).toEqual({ Apple })
    expect(await remove('jazz')).toBe(1)
    expect(ids()).toEqual({})
  })

  it.each(['', 'a.mp3'])(
    'are followed again after a read that failed, of however little (%j)',
    async (file) => {
      const { scan, known } = open()
      mkdirSync(at('music'))
      if (file !== '') put(`music/${file}`, 'Apple')
      await scan('music')
      renameSync(at('music'), at('away'))
      await expect(scan('music')).rejects.toMatchObject({ code: 'unreadable-library' })
      expect(known()).toEqual([at('music')])
    },
  )

  it('stay what they are when the folder that was left is still there and was scanned empty', async () => {
    const { scan, ids, known } = open()
    put('a/01.mp3', 'Apple')
    await scan('a')
    const before = ids()
    mkdirSync(at('b'))
    renameSync(at('a/01.mp3'), at('b/01.mp3'))
    expect(await scan('a')).toMatchObject({ withdrawn: 0 })
    expect(await scan('b')).toMatchObject({ added: 0 })
    expect(ids()).toEqual(before)
    put('a/02.mp3', 'Birch')
    expect(await scan('a')).toMatchObject({ added: 1, withdrawn: 0 })
    expect(known()).toEqual([at('a'), at('b')])
  })

  it('are not taken from a disk that is away by others of the same names', async () => {
    const { scan, ids } = open()
    put('disk/01.mp3', 'Apple')
    await scan('disk')
    const before = ids()
    renameSync(at('disk'), at('away'))
    put('b/01.mp3', 'Birch', 300)
    await scan('b')
    renameSync(at('away'), at('disk'))
    await scan('disk')
    expect(ids()).toMatchObject(before)
  })

  it('stay what they are when the records of libraries are lost', async () => {
    const { scan, ids } = open()
    put('a/01.mp3', 'Apple')
    put('b/01.mp3', 'Birch')
    await scan('a')
    await scan('b')
    const before = ids()
    rmSync(at('libraries.json'))
    await scan('b')
    await scan('a')
    expect(ids()).toEqual(before)
  })

  it('have the names of the library that is left once another that had them too is removed [promise: library-followed]', async () => {
    const { catalog, remove, scan } = open()
    const table = (path: string, rows: readonly string[]) =>
      writeFileSync(at(path), ['id,title,artist', ...rows, ''].join('\n'))
    table('a.csv', ['1,One,Ann', '2,Two,Bob'])
    table('b.csv', ['2,Two!,Cid', '3,Three,Dee'])
    await scan('a.csv')
    await scan('b.csv')
    const tracks = () => [...catalog.tracks()].map(({ title, artists }) => `${title} ${artists[0]?.name}`)
    expect(tracks()).toEqual(['One Ann', 'Two! Cid', 'Three Dee'])
    expect(await remove('b.csv')).toBe(1)
    expect(tracks()).toEqual(['One Ann', 'Two Bob'])
    // The one that is left may be away: it is removed all the same, and that one read when it is back.
    table('b.csv', ['2,Two!,Cid'])
    await scan('b.csv')
    renameSync(at('a.csv'), at('away.csv'))
    expect(await remove('b.csv')).toBe(0)
    expect(tracks()).toEqual(['One Ann', 'Two! Cid'])
    renameSync(at('away.csv'), at('a.csv'))
    await scan('a.csv')
    expect(tracks()).toEqual(['One Ann', 'Two Bob'])
  })
})
