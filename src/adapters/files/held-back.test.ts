import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { createLibraries, openCatalog } from '#catalog'
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

const open = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const records = createLibraryRecords(base, (error) => expect.fail(error.message))
  const libraries = createLibraries({ catalog, records, open: readLibrary })
  return {
    catalog,
    libraries,
    note: () => libraries.amiss?.message,
    scan: (withdrawMissing = false) => libraries.scan(table, { withdrawMissing }),
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
    expect(await scan(true)).toMatchObject({ read: 20, unchanged: 20, withdrawn: 80 })
    expect([catalog.size, note()]).toEqual([20, undefined])
    const settled = await scan()
    expect(settled).toMatchObject({ read: 20, unchanged: 20, withdrawn: 0 })
    expect(settled).not.toHaveProperty('heldBack')
  })

  it('is as it was when its rows are back, and what it had meanwhile goes', async () => {
    const { catalog, note, scan } = open()
    write(header, rowsOf(100))
    await scan()
    write(
      'title,artist',
      numbers(100).map((at) => `Song ${at},Artist ${at % 9}`),
    )
    expect(await scan()).toMatchObject({
      added: 100,
      heldBack: expect.stringMatching(/lost its ids.*Put the rows, or the column with the ids, back/),
      columns: { warnings: [expect.stringMatching(/No column has an id/)] },
    })
    write(header, rowsOf(100))
    expect(await scan()).toMatchObject({ unchanged: 100, withdrawn: 100 })
    expect([catalog.size, note()]).toEqual([100, undefined])
  })
})
