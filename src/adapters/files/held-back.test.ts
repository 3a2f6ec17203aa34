import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, openCatalog } from '#catalog'
import { type AppError, trackId } from '#domain'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'

/** Real tables that lose what nobody takes out by hand. */
let base: string
let table: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-held-back-'))
  table = join(base, 'songs.csv')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const numbers = (count: number) => [...Array(count).keys()]
const write = (header: string, rows: readonly string[]) =>
  writeFileSync(table, [header, ...rows, ''].join('\n'))
const rowsOf = (count: number) => numbers(count).map((at) => `t${at},Song ${at},Artist ${at % 9}`)
const header = 'id,title,artist'
const rowsWithout = (column: number, count = 100) =>
  rowsOf(count).map((row) => row.split(',').toSpliced(column, 1).join(','))

const faults: AppError[] = []
afterEach(() => expect(faults.splice(0)).toEqual([]))

const open = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const records = createLibraryRecords(base, (error) => faults.push(error))
  const libraries = createLibraries({ catalog, records, open: readLibrary, newId: randomUUID })
  return {
    catalog,
    libraries,
    note: () => libraries.amiss?.message,
    scan: (said: 'withdrawMissing' | 'acceptChanges' | 'nothing' = 'nothing') =>
      libraries.scan(table, { [said]: true }),
  }
}

describe('a table that shrank', () => {
  it('is held back by every scan, in words for a table, until the rows are taken for gone [promise: library-followed]', async () => {
    const { catalog, note, scan } = open()
    write(header, rowsOf(100))
    await scan()
    write(header, rowsOf(20))
    for (let time = 0; time < 3; time++) {
      const heldBack = expect.stringMatching(
        /^80 of 100 tracks were not found.*no rows for t20, t21.*cut short/,
      )
      expect(await scan()).toMatchObject({ read: 20, unchanged: 20, withdrawn: 0, heldBack })
      expect(note()).toMatch(/^songs\.csv: 80 of 100 tracks were not found/)
      expect(catalog.size).toBe(100)
    }
    expect(await scan('acceptChanges')).toMatchObject({ withdrawn: 0, heldBack: expect.anything() })
    expect(await scan('withdrawMissing')).toMatchObject({ read: 20, unchanged: 20, withdrawn: 80 })
    expect([catalog.size, note()]).toEqual([20, undefined])
    const settled = await scan()
    expect(settled).toMatchObject({ read: 20, unchanged: 20, withdrawn: 0 })
    expect(settled).not.toHaveProperty('heldBack')
  })

  it('that lost its ids is held back without doubling its tracks, and is as it was when they are back', async () => {
    const { catalog, note, scan } = open()
    write(header, rowsOf(100))
    await scan()
    write('title,artist', rowsWithout(0))
    for (let time = 0; time < 2; time++) {
      expect(await scan()).toMatchObject({
        added: 0,
        refused: { 'new, and waiting for what is held back': 100 },
        heldBack: expect.stringMatching(
          /100 of 100 tracks.*whose ids are other ones: their column.*100 new rows not taken/,
        ),
        columns: { warnings: [expect.stringMatching(/No column has an id/)] },
      })
      expect(catalog.size).toBe(100)
    }
    write(header, rowsOf(100))
    expect(await scan()).toMatchObject({ unchanged: 100, withdrawn: 0 })
    expect([catalog.size, note()]).toEqual([100, undefined])
    write('title,artist', rowsWithout(0))
    expect(await scan('withdrawMissing')).toMatchObject({ added: 100, withdrawn: 100 })
    expect([catalog.size, note()]).toEqual([100, undefined])
  })

  it('that got a column of ids is not said to have lost one', async () => {
    const { note, scan } = open()
    write('title,artist', rowsWithout(0))
    await scan()
    write(header, rowsOf(100))
    const { heldBack } = await scan()
    expect(heldBack).toMatch(/whose ids are other ones: their column, .* came, went or changed.*100 new rows/)
    expect(heldBack).not.toContain('lost')
    expect(await scan('withdrawMissing')).toMatchObject({ added: 100, withdrawn: 100 })
    expect(note()).toBeUndefined()
  })

  it('takes new rows with those that may go', async () => {
    const { scan } = open()
    write(header, rowsOf(100))
    await scan()
    write(header, rowsOf(150).slice(30))
    expect(await scan()).toMatchObject({ added: 50, unchanged: 70, withdrawn: 30 })
  })
})

describe('a table that lost what blocks hold by', () => {
  it.each([
    [
      'artist',
      'id,title,foo,feat,tags',
      /^100 of 100 tracks with artists would lose all the artists they had.*exchanged, or names that were respelt/,
    ],
    ['guest', 'id,title,artist,foo,tags', /^100 of 100 tracks with guests would/],
    ['tag', 'id,title,artist,featured,foo', /^100 of 100 tracks with tags would/],
    ['artist and tag', 'id,title,foo,featured,bar', /tracks with artists would.*tracks with tags would/],
  ])(
    'keeps it, %s, through every scan, until that is meant or it is back [promise: blocks-hold]',
    async (_, lost, why) => {
      const whole = 'id,title,artist,featured,tags'
      const rows = rowsOf(100).map((row, at) => `${row},Guest ${at % 7},tag ${at % 5}`)
      const { catalog, note, scan } = open()
      write(whole, rows)
      await scan()
      const before = [...catalog.tracks()]
      for (const header of [lost, whole, lost]) {
        write(header, rows)
        for (let time = 0; time < 2; time++) {
          const scanned = await scan()
          expect(scanned).toMatchObject({ read: 100, added: 0, changed: 0, unchanged: 100 })
          expect([...catalog.tracks()]).toEqual(before)
          if (header === whole) expect(scanned).not.toHaveProperty('heldBack')
          else expect(scanned.heldBack).toMatch(why)
          expect(note()).toBe(header === whole ? undefined : `songs.csv: ${scanned.heldBack}`)
        }
      }
      expect(await scan('withdrawMissing')).toMatchObject({
        changed: 0,
        heldBack: expect.stringMatching(why),
      })
      expect([...catalog.tracks()]).toEqual(before)
      expect(await scan('acceptChanges')).toMatchObject({ changed: 100 })
      expect([...catalog.tracks()]).not.toEqual(before)
      expect(await scan()).toMatchObject({ changed: 0, unchanged: 100 })
      expect(note()).toBeUndefined()
    },
  )

  it.each([100, 5])(
    'keeps %i tracks whose ids were made of the artists [promise: blocks-hold]',
    async (count) => {
      const { catalog, scan } = open()
      write('title,artist', rowsWithout(0, count))
      await scan()
      const before = [...catalog.tracks()]
      write('title,foo', rowsWithout(0, count))
      for (let time = 0; time < 2; time++) {
        expect(await scan()).toMatchObject({
          added: 0,
          withdrawn: 0,
          heldBack: expect.stringMatching(/tracks with artists would lose all the artists they had/),
        })
        expect([...catalog.tracks()]).toEqual(before)
      }
      write('title,artist', rowsWithout(0, count))
      expect(await scan()).toMatchObject({ added: 0, unchanged: count, withdrawn: 0 })
      expect([...catalog.tracks()]).toEqual(before)
    },
  )

  it('keeps the artists of a small table, and of one whose names became others', async () => {
    const { catalog, scan } = open()
    write(header, rowsOf(3))
    await scan()
    write('id,title,foo', rowsOf(3))
    expect(await scan()).toMatchObject({
      unchanged: 3,
      heldBack: expect.stringMatching(/3 of 3 tracks with/),
    })
    write(header, rowsOf(100))
    await scan()
    const before = [...catalog.tracks()]
    write(
      header,
      rowsOf(100).map((row) => row.replace('Artist', '?')),
    )
    expect(await scan()).toMatchObject({ heldBack: expect.stringMatching(/100 of 100 tracks with artists/) })
    expect([...catalog.tracks()]).toEqual(before)
  })

  it.each([
    ['ids of their own', (at: number) => `r${at % 50}`],
    ['the id of the first version', (at: number) => `t${at % 50}`],
  ])('keeps versions together whose recordings had %s [promise: blocks-hold]', async (_, recordingOf) => {
    const { catalog, note, scan } = open()
    const whole = `${header},recording_id`
    const rows = rowsOf(100).map((row, at) => `${row},${recordingOf(at)}`)
    write(whole, rows)
    await scan()
    const before = [...catalog.tracks()]
    for (let time = 0; time < 2; time++) {
      write(`${header},foo`, rows)
      expect(await scan()).toMatchObject({
        unchanged: 100,
        heldBack: expect.stringMatching(/^100 of 100 tracks with other versions would lose all the other/),
      })
      expect([...catalog.tracks()]).toEqual(before)
    }
    write(
      whole,
      rows.map((row, at) => row.replace(/[^,]*$/, at % 50 < 5 ? `alone ${at}` : `other ${at % 50}`)),
    )
    expect(await scan()).toMatchObject({ changed: 100 })
    expect(note()).toBeUndefined()
    write(`${header},foo`, rows)
    expect(await scan()).toHaveProperty('heldBack')
    expect(await scan('withdrawMissing')).toHaveProperty('heldBack')
    expect(await scan('acceptChanges')).toMatchObject({ changed: 90 })
    expect(new Set([...catalog.tracks()].map(({ recordingId }) => recordingId)).size).toBe(100)
  })

  it('takes what people change by hand beside what is held back, and a new row once it is settled who it is by [promise: blocks-hold]', async () => {
    const { catalog, scan } = open()
    write(header, rowsOf(100))
    await scan()
    const edited = rowsOf(100).map((row, at) => (at < 40 ? row.replace(/Artist.*/, '') : row))
    write(header, edited)
    expect(await scan()).toMatchObject({ changed: 40 })
    const grown = edited
      .map((row, at) => (at < 10 ? row.replace('Song', 'Tune') : row))
      .concat('new,New,Someone')
    write('id,title,foo', grown)
    for (let time = 0; time < 2; time++) {
      expect(await scan()).toMatchObject({
        added: 0,
        changed: time === 0 ? 10 : 0,
        refused: { 'new, and waiting for what is held back': 1 },
        heldBack: expect.stringMatching(/^60 of 60 tracks with artists.* and 1 new row not taken/),
      })
      expect([...catalog.artists()].flatMap(({ trackKeys }) => trackKeys)).toHaveLength(60)
      expect(catalog.get(trackId('new'))).toBeUndefined()
    }
    write(header, grown)
    expect(await scan()).toMatchObject({ added: 1, changed: 0, unchanged: 100, refused: {} })
    expect(catalog.get(trackId('new'))?.artists).toMatchObject([{ name: 'Someone' }])
  })

  it('takes no new row either where the list of libraries was damaged [promise: blocks-hold]', async () => {
    const { catalog, scan } = open()
    write(header, rowsOf(60))
    await scan()
    writeFileSync(join(base, 'libraries.json'), '[')
    write('id,title', rowsWithout(2, 65))
    for (let time = 0; time < 2; time++) {
      expect(await scan()).toMatchObject({
        added: 0,
        heldBack: expect.stringContaining('5 new rows not taken'),
      })
      expect(catalog.size).toBe(60)
    }
    expect(faults.splice(0)).toMatchObject([{ code: 'storage-failed' }])
  })
})
