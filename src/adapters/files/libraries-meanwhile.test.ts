import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, createLibraries, openCatalog } from '#catalog'
import { AppError } from '#domain'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'

/** Scans of several callers at once, and what becomes of a data folder that changes while one runs. */
let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-meanwhile-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const at = (name: string) => join(base, name)
const put = (name: string, ...rows: readonly string[]) =>
  writeFileSync(at(name), ['id,title,artist', ...rows, ''].join('\n'))

const open = () => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  const records = createLibraryRecords(base, (error) => expect.fail(error.message))
  /** In the order in which they were begun. */
  const begun: string[] = []
  /** Done when a library of the name was read to its end, or tracks are withdrawn; what it throws ends the scan. */
  const during = new Map<string, () => void>()
  const watched: Catalog = {
    ...catalog,
    withdraw(ids) {
      during.get('withdrawing')?.()
      return catalog.withdraw(ids)
    },
  }
  const libraries = createLibraries({
    catalog: watched,
    records,
    newId: randomUUID,
    open: async (path, memory) => {
      begun.push(basename(path))
      const source = await readLibrary(path, memory)
      const rows = async function* () {
        yield* source.rows
        during.get(basename(path))?.()
      }
      return { ...source, rows: rows() }
    },
  })
  return {
    begun,
    during,
    libraries,
    titles: () => [...catalog.tracks()].map(({ title }) => title),
    names: () => records.read().map(({ path }) => basename(path)),
    /** As a person does who puts a backup of the list in its place. */
    replaceList: (...names: readonly string[]) => {
      const list = names.map((name) => ({ id: name, path: at(name), label: name, files: {} }))
      writeFileSync(at('libraries.json'), JSON.stringify(list))
    },
  }
}

describe('a list of libraries that is put in place meanwhile', () => {
  it('is kept by the scan that runs [promise: library-followed]', async () => {
    const { during, libraries, names, replaceList } = open()
    put('a.csv', '1,One,Ann')
    await libraries.scan(at('a.csv'))
    during.set('a.csv', () => replaceList('b.csv', 'a.csv', 'c.csv'))
    await libraries.scan(at('a.csv'))
    expect(names()).toEqual(['b.csv', 'a.csv', 'c.csv'])
    expect(libraries.known()[1]?.files).toHaveProperty(['a.csv'])
  })

  it('is kept but for the library that is removed just then [promise: library-followed]', async () => {
    const { during, libraries, names, replaceList } = open()
    put('a.csv', '1,One,Ann')
    await libraries.scan(at('a.csv'))
    during.set('withdrawing', () => replaceList('b.csv', 'a.csv', 'c.csv'))
    expect(await libraries.remove(at('a.csv'))).toBe(1)
    expect(names()).toEqual(['b.csv', 'c.csv'])
  })
})

it('a library that is removed has all others read again, past one that fails, and says what failed', async () => {
  const { during, libraries, names, titles } = open()
  put('a.csv', '1,One,Ann')
  put('b.csv', '2,Two,Bob')
  put('c.csv', '1,Uno,Cid', '2,Due,Cid', '3,Tre,Cid')
  for (const name of ['a.csv', 'b.csv', 'c.csv']) await libraries.scan(at(name))
  expect(titles()).toEqual(['Uno', 'Due', 'Tre'])
  during.set('a.csv', () => {
    throw new AppError('disk-full', 'The disk is full.')
  })
  await expect(libraries.remove(at('c.csv'))).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(
      /c\.csv is read no more, 1 track withdrawn\..*failed: The disk is full\. The next/,
    ),
  })
  expect([titles(), names()]).toEqual([
    ['Uno', 'Two'],
    ['a.csv', 'b.csv'],
  ])
  during.clear()
  await libraries.scan(at('a.csv'))
  expect(titles()).toEqual(['One', 'Two'])
})

describe('many who ask for a scan at once', () => {
  it('share one that begins after they asked, and keep nobody else from theirs [promise: library-followed]', async () => {
    const { begun, during, libraries, titles } = open()
    put('a.csv', '1,One,Ann')
    put('b.csv', '2,Two,Bob')
    const many = () => Promise.all(Array.from({ length: 300 }, () => libraries.scan(at('a.csv'))))
    const later: Promise<unknown>[] = []
    during.set('a.csv', () => {
      during.clear()
      // The scan that runs has read past it.
      put('a.csv', '1,One!,Ann')
      later.push(many(), libraries.scan(at('b.csv')))
    })
    expect([...new Set(await many())]).toMatchObject([{ added: 1 }])
    const [told] = await Promise.all(later)
    expect(told).toEqual(Array(300).fill(expect.objectContaining({ changed: 1 })))
    expect([begun, titles()]).toEqual([
      ['a.csv', 'a.csv', 'b.csv'],
      ['One!', 'Two'],
    ])
  })

  it('share none that asks something else, is told of its progress, can be stopped, or comes after a removal', async () => {
    const { begun, libraries, names } = open()
    put('a.csv', '1,One,Ann')
    const scan = (options = {}) => libraries.scan(at('a.csv'), options)
    await scan()
    const asked = [
      scan(),
      scan({ withdrawMissing: true }),
      scan({ acceptChanges: true }),
      scan({ onProgress: () => {} }),
      scan({ signal: new AbortController().signal }),
      scan({ withdrawMissing: false }),
      libraries.remove(at('a.csv')),
      scan(),
    ]
    const answers = await Promise.all(asked)
    expect([begun.length, new Set(answers).size, names()]).toEqual([7, 7, ['a.csv']])
    expect(answers[5]).toBe(answers[0])
  })
})
