import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, type LibrarySource, openCatalog } from '#catalog'
import type { AppError, TrackId } from '#domain'
import { createLibraryRecords } from './library-records.ts'
import { readAudioFolder, thisDisk } from './read-audio-folder.ts'
import { readLibrary } from './read-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** Real folders and tables, changed between scans as people change theirs. */
let base: string
let music: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-libraries-'))
  music = join(base, 'music')
  mkdirSync(music)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const put = (path: string, title: string, frames = 200) =>
  writeFileSync(join(music, path), sampleMp3(frames, { TIT2: title, TPE1: 'Someone' }))
const putMany = (count: number) => {
  for (let at = 0; at < count; at++) put(`${`${at}`.padStart(3, '0')}.mp3`, `Song ${at}`)
}

const open = (reader = readLibrary) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const faults: AppError[] = []
  const records = createLibraryRecords(base, (error) => faults.push(error))
  const libraries = createLibraries({ catalog, records, open: reader, newId: randomUUID })
  const titles = () => [...catalog.tracks()].map(({ title }) => title)
  return {
    catalog,
    faults,
    libraries,
    titles,
    scan: (withdrawMissing = false) => libraries.scan(music, { withdrawMissing }),
  }
}

describe('a library that is scanned again', () => {
  it('leaves a file that has not changed to what is sent meanwhile', async () => {
    let sending: Promise<unknown> = Promise.resolve()
    const { catalog, libraries, titles } = open(async (path, memory) => {
      const source = await readLibrary(path, memory)
      const rows = async function* () {
        yield* source.rows
        sending = catalog.upsert([...catalog.tracks()].map((one) => ({ ...one, title: `${one.title}!` })))
      }
      return { ...source, rows: rows() }
    })
    put('a.mp3', 'Apple')
    const table = join(base, 'songs.csv')
    writeFileSync(table, 'id,title,artist\nb,Birch,Someone\n')
    for (const path of [music, table, music, table]) await libraries.scan(path).then(() => sending)
    expect(titles()).toEqual(['Apple!!!', 'Birch!!'])
  })

  it('adds what is new, updates what changed and withdraws what is gone [promise: library-followed]', async () => {
    const { catalog, scan, titles } = open()
    put('a.mp3', 'Apple')
    put('b.mp3', 'Birch')
    put('c.mp3', 'Cedar')
    expect(await scan()).toMatchObject({ added: 3, withdrawn: 0 })
    const birch = [...catalog.tracks()][1]
    rmSync(join(music, 'b.mp3'))
    put('c.mp3', 'Cedars', 201)
    put('d.mp3', 'Dogwood')
    expect(await scan()).toMatchObject({ added: 1, changed: 1, unchanged: 1, withdrawn: 1 })
    expect(titles()).toEqual(['Apple', 'Cedars', 'Dogwood'])
    expect(catalog.search('birch', 5).trackIds).toEqual([])
    put('b.mp3', 'Birch')
    expect(await scan()).toMatchObject({ added: 1, withdrawn: 0 })
    expect([...catalog.tracks()][1]).toEqual(birch)
  })

  it('keeps calling a recording what it was when its first file goes, is renamed or gets another before it [promise: library-followed]', async () => {
    const { catalog, libraries, scan } = open()
    const names = () => [...catalog.tracks()].map(({ recordingId }) => recordingId)
    put('b.mp3', 'Song')
    put('c.mp3', 'Song')
    await scan()
    const [name] = names()
    expect(names()).toEqual([name, name])
    rmSync(join(music, 'b.mp3'))
    expect((await scan()).heldBack).toBeUndefined()
    expect(names()).toEqual([name])
    put('a.mp3', 'Song')
    await scan()
    expect(names()).toEqual([name, name])
    // Elsewhere for a while, and in a table.
    rmSync(join(music, 'a.mp3'))
    renameSync(join(music, 'c.mp3'), join(music, 'z.mp3'))
    await scan()
    expect(names()).toEqual([name])
    const durationMs = [...catalog.tracks()][0]?.durationMs
    const table = join(base, 'songs.csv')
    writeFileSync(table, `id,title,artist,duration_ms\n1,Song,Someone,${durationMs}\n`)
    await libraries.scan(table)
    expect(names()).toEqual([name, name])
  })

  it('opens only files that look changed', async () => {
    const { scan, titles } = open()
    putMany(3)
    await scan()
    // Same size and, set back, same time: as far as anyone can tell the same file.
    expect(await scan()).toMatchObject({ read: 3, added: 0, changed: 0, unchanged: 3 })
    put('001.mp3', 'Other 1')
    expect(await scan()).toMatchObject({ changed: 1, unchanged: 2 })
    expect(titles()).toContain('Other 1')
  })

  it('takes an empty folder, or one with most of it gone, for a disk that is away [promise: library-followed]', async () => {
    const { catalog, libraries, scan } = open()
    putMany(50)
    await scan()
    renameSync(music, `${music}-away`)
    mkdirSync(music)
    expect(await scan()).toMatchObject({ withdrawn: 0, heldBack: expect.stringMatching(/50 of 50.*mounted/) })
    expect(libraries.amiss?.message).toMatch(/^music: 50 of 50/)
    putMany(10)
    expect(await scan()).toMatchObject({ withdrawn: 0, heldBack: expect.stringMatching(/40 of 50/) })
    expect(catalog.size).toBe(50)
    expect(await scan(true)).toMatchObject({ withdrawn: 40 })
    expect(libraries.amiss).toBeUndefined()
    expect(catalog.size).toBe(10)
    rmSync(music, { recursive: true })
    renameSync(`${music}-away`, music)
    expect(await scan()).toMatchObject({ added: 40, withdrawn: 0 })
  })

  it('withdraws nothing that is there and may not be read: below a closed folder, or a closed file [promise: library-followed]', async () => {
    const closed = new Set<string>()
    const refuse = (path: string) => {
      if (closed.has(path)) throw new Error('permission denied')
    }
    const { scan, titles } = open((path, memory) =>
      readAudioFolder(path, memory, {
        ...thisDisk,
        async list(folder) {
          refuse(folder)
          return readdir(folder, { withFileTypes: true })
        },
        isClosed: async (file) => closed.has(file),
      }),
    )
    for (const folder of ['one', 'one/deep', 'other']) mkdirSync(join(music, folder))
    put('one/a.mp3', 'Apple')
    put('one/deep/b.mp3', 'Birch')
    put('other/c.mp3', 'Cedar')
    put('other/d.mp3', 'Dogwood')
    await scan()
    for (const path of ['one', 'other/c.mp3']) closed.add(join(realpathSync(music), path))
    // As much as is seen of it: an audio name, and nothing to read behind it.
    writeFileSync(join(music, 'other/c.mp3'), '')
    rmSync(join(music, 'other/d.mp3'))
    for (let time = 0; time < 2; time++) {
      expect(await scan()).toMatchObject({ withdrawn: time === 0 ? 1 : 0 })
      expect(titles()).toEqual(['Apple', 'Birch', 'Cedar'])
    }
    closed.clear()
    rmSync(join(music, 'one/a.mp3'))
    expect(await scan()).toMatchObject({ withdrawn: 2 })
    expect(titles()).toEqual(['Birch'])
  })

  it('withdraws nothing when the folder is away or the reading fails half way', async () => {
    let failing = false
    const reader: typeof readLibrary = async (path, memory): Promise<LibrarySource> => {
      const source = await readLibrary(path, memory)
      const rows = async function* () {
        for await (const row of source.rows) {
          if (failing && row.row === 3) throw new Error('the disk went away')
          yield row
        }
      }
      return { ...source, rows: rows() }
    }
    const { catalog, scan } = open(reader)
    putMany(6)
    await scan()
    rmSync(join(music, '000.mp3'))
    failing = true
    await expect(scan()).rejects.toThrow('went away')
    expect(catalog.size).toBe(6)
    failing = false
    expect(await scan()).toMatchObject({ withdrawn: 1 })
    rmSync(music, { recursive: true })
    await expect(scan()).rejects.toMatchObject({ code: 'unreadable-library' })
    expect(catalog.size).toBe(5)
  })

  it.each(['nothing', 'an empty folder'])(
    'withdraws nothing when a disk is unplugged while it is read and leaves %s',
    async (left) => {
      let unplug = false
      const { catalog, scan } = open(async (path, memory) => {
        const source = await readLibrary(path, memory)
        const rows = async function* () {
          for await (const row of source.rows) {
            if (unplug && row.row === 4) {
              renameSync(music, `${music}-away`)
              if (left !== 'nothing') mkdirSync(music)
            }
            yield row
          }
        }
        return { ...source, rows: rows() }
      })
      putMany(10)
      await scan()
      unplug = true
      await expect(scan()).rejects.toMatchObject({ code: 'unreadable-library' })
      expect(catalog.size).toBe(10)
    },
  )

  it.each(['dev', 'ino'] as const)(
    'withdraws nothing when another disk is in the place of the one that was read, told by its %s [promise: library-followed]',
    async (fact) => {
      let looks = 0
      let isSwapped = false
      const { catalog, scan } = open((path, memory) =>
        readAudioFolder(path, memory, {
          ...thisDisk,
          async stat(folder) {
            const found = await thisDisk.stat(folder)
            return isSwapped && looks++ > 0 ? { ...found, [fact]: found[fact] + 1 } : found
          },
        }),
      )
      putMany(10)
      await scan()
      rmSync(join(music, '000.mp3'))
      isSwapped = true
      await expect(scan()).rejects.toMatchObject({ code: 'unreadable-library' })
      expect(catalog.size).toBe(10)
    },
  )

  it('withdraws rows that left a table, and reads a table that was not written since from memory', async () => {
    const { libraries, titles } = open()
    const table = join(base, 'songs.csv')
    writeFileSync(table, 'id,title\n1,One\n2,Two\n3,Three\n')
    await libraries.scan(table)
    expect(await libraries.scan(table)).toMatchObject({ unchanged: 3, added: 0 })
    writeFileSync(table, 'id,title\n1,One\n3,Drei\n4,Four\n')
    expect(await libraries.scan(table)).toMatchObject({ added: 1, changed: 1, withdrawn: 1 })
    expect(titles()).toEqual(['One', 'Drei', 'Four'])
  })

  it('keeps to its own library, and to tracks that no library brought', async () => {
    const { catalog, libraries, scan } = open()
    const table = join(base, 'songs.csv')
    writeFileSync(table, 'id,title\n1,One\n2,Two\n')
    await libraries.scan(table)
    const sent: TrackId[] = [...catalog.tracks()].map(({ id }) => id)
    putMany(2)
    await scan()
    rmSync(join(music, '001.mp3'))
    expect(await scan()).toMatchObject({ withdrawn: 1 })
    for (const id of sent) expect(catalog.get(id)).toBeDefined()
  })

  it('knows what an older Segue imported, which kept no record', async () => {
    const { catalog, libraries, scan } = open()
    putMany(3)
    await scan()
    rmSync(join(base, 'libraries.json'))
    rmSync(join(music, '002.mp3'))
    expect(libraries.known()).toEqual([])
    expect(await scan()).toMatchObject({ withdrawn: 1 })
    expect(catalog.size).toBe(2)
  })
})
