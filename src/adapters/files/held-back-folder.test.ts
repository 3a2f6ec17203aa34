import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, createLibraries, openCatalog } from '#catalog'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'
import { sampleMp3 } from './sample-audio.ts'

/** Real folders that lose the tags by which blocks hold. */
let base: string
let music: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-held-back-folder-'))
  music = join(base, 'music')
  mkdirSync(music)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const numbers = (count: number) => [...Array(count).keys()]

const open = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const records = createLibraryRecords(base, (error) => expect.fail(error.message))
  return { catalog, libraries: createLibraries({ catalog, records, open: readLibrary, newId: randomUUID }) }
}

describe('a folder of which the tags were lost', () => {
  const folderOf = (count: number) => {
    const put = (at: number, tags: Readonly<Record<string, string>>, frames: number) =>
      writeFileSync(join(music, `${at}.mp3`), sampleMp3(frames, { TIT2: `Song ${at}`, ...tags }))
    for (const at of numbers(count)) put(at, { TPE1: 'Ann' }, 200)
    return put
  }

  it('keeps its artists through every scan, until the tags are back', async () => {
    const { catalog, libraries } = open()
    const put = folderOf(4)
    await libraries.scan(music)
    const before = [...catalog.tracks()]
    for (const at of numbers(4)) put(at, {}, 201)
    for (let time = 0; time < 2; time++) {
      expect(await libraries.scan(music)).toMatchObject({
        unchanged: 4,
        heldBack: expect.stringMatching(/^4 of 4 tracks with artists.*Put the tags back/),
      })
      expect([...catalog.tracks()]).toEqual(before)
    }
    for (const at of numbers(4)) put(at, { TPE1: 'Ann' }, 200)
    expect(await libraries.scan(music)).not.toHaveProperty('heldBack')
    expect(libraries.amiss).toBeUndefined()
  })

  const blockedBy = (catalog: Catalog, name: string) =>
    [...catalog.artists()].find((artist) => artist.name === name)?.trackKeys.length

  it('takes no new file without tags beside those that lost theirs, until it is settled [promise: blocks-hold]', async () => {
    const { catalog, libraries } = open()
    const put = folderOf(40)
    await libraries.scan(music)
    for (const at of numbers(45)) put(at, {}, 201)
    for (let time = 0; time < 2; time++) {
      expect(await libraries.scan(music)).toMatchObject({
        added: 0,
        unchanged: 40,
        refused: { 'new, and waiting for what is held back': 5 },
        heldBack: expect.stringMatching(
          /^40 of 40 tracks with artists.*and 5 new files not taken, and blocks hold/,
        ),
      })
      expect([catalog.size, blockedBy(catalog, 'Ann')]).toEqual([40, 40])
    }
    for (const at of numbers(45)) put(at, { TPE1: 'Ann' }, 200)
    expect(await libraries.scan(music)).toMatchObject({ added: 5, unchanged: 40 })
    expect([catalog.size, blockedBy(catalog, 'Ann')]).toEqual([45, 45])
    for (const at of numbers(46)) put(at, {}, 201)
    expect(await libraries.scan(music)).toMatchObject({ added: 0, heldBack: expect.anything() })
    expect(await libraries.scan(music, { acceptChanges: true })).toMatchObject({ added: 1, changed: 45 })
  })

  it('takes none either where the list of libraries was lost [promise: blocks-hold]', async () => {
    const { catalog, libraries } = open()
    const put = folderOf(40)
    await libraries.scan(music)
    for (const at of numbers(45)) put(at, {}, 201)
    rmSync(join(base, 'libraries.json'))
    expect(libraries.known()).toEqual([])
    for (let time = 0; time < 2; time++) {
      expect(await libraries.scan(music)).toMatchObject({
        added: 0,
        heldBack: expect.stringContaining('5 new'),
      })
      expect([catalog.size, blockedBy(catalog, 'Ann')]).toEqual([40, 40])
    }
  })

  it('takes new music while a disk below it is away, but no file without tags: it may be of what is missing [promise: blocks-hold]', async () => {
    const { catalog, libraries } = open()
    const put = folderOf(40)
    await libraries.scan(music)
    for (const at of numbers(40)) rmSync(join(music, `${at}.mp3`))
    for (const at of numbers(40)) put(at + 100, {}, 200)
    put(200, { TPE1: 'Bea' }, 200)
    for (let time = 0; time < 2; time++) {
      expect(await libraries.scan(music)).toMatchObject({
        added: time === 0 ? 1 : 0,
        refused: { 'new, and waiting for what is held back': 40 },
        heldBack: expect.stringMatching(
          /^40 of 4[01] tracks were not found.*and 40 new files not taken\. Mount/,
        ),
      })
      expect([catalog.size, blockedBy(catalog, 'Bea')]).toEqual([41, 1])
    }
    expect(await libraries.scan(music, { withdrawMissing: true })).toMatchObject({ added: 40, withdrawn: 40 })
  })
})
