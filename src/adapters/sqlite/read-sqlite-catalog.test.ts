import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { openCatalog } from '#catalog'
import { trackId } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { readSqliteCatalog } from './read-sqlite-catalog.ts'
import { openSqliteCatalogStore } from './sqlite-catalog-store.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-read-catalogue-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('a catalogue is read beside the process that writes it, as it stands, and stays so', async () => {
  const path = join(root, 'catalogue.db')
  const store = openSqliteCatalogStore({ path })
  const written = openCatalog(store)
  await written.upsert(['a', 'b', 'c'].map((id) => sampleTrack(id)))
  await written.withdraw([trackId('b')])
  const read = readSqliteCatalog(path)
  const before = [...written.tracks()]
  expect([read.identity, read.revision]).toEqual([written.identity, written.revision])
  expect([...read.tracks()]).toEqual(before)
  expect(read.get(trackId('c'))).toEqual(written.get(trackId('c')))
  expect(read.get(trackId('b'))).toBeUndefined()
  await written.upsert([sampleTrack('d')])
  expect([...read.tracks()]).toEqual(before)
  store.close()
})

test('a catalogue that is written while it is read is read as it was, its tracks those of its revision', async () => {
  const path = join(root, 'written-meanwhile.db')
  const store = openSqliteCatalogStore({ path })
  const written = openCatalog(store)
  await written.upsert(['a', 'b', 'c'].map((id) => sampleTrack(id)))
  await written.withdraw([trackId('b')])
  const before = { revision: written.revision, tracks: [...written.tracks()] }
  const meanwhile: Promise<unknown>[] = []
  const read = readSqliteCatalog(path, (opened) =>
    openCatalog({
      ...opened,
      scan() {
        meanwhile.push(store.upsert([sampleTrack('d'), sampleTrack('a', { title: 'Renamed' })]))
        return opened.scan()
      },
    }),
  )
  await Promise.all(meanwhile)
  expect({ revision: read.revision, tracks: [...read.tracks()] }).toEqual(before)
  expect(store.revision()).toBe(before.revision + 1)
  store.close()
})

test('no catalogue is made where there is none to read', () => {
  expect(() => readSqliteCatalog(join(root, 'absent.db'))).toThrowError(
    expect.objectContaining({ code: 'not-found', message: expect.stringMatching(/segue serve/) }),
  )
  expect(readdirSync(root)).not.toContain('absent.db')
})

test.each([
  [1, 'an older Segue'],
  [99, 'a newer Segue'],
])('a catalogue of format %i is left as it is, and whose it is is said', (format, whose) => {
  const path = join(root, `format-${format}.db`)
  openSqliteCatalogStore({ path }).close()
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA user_version = ${format}`)
  database.close()
  expect(() => readSqliteCatalog(path)).toThrowError(
    expect.objectContaining({ code: 'storage-failed', message: expect.stringContaining(whose) }),
  )
})

test('an emptied catalogue is none, and stays empty', () => {
  const path = join(root, 'emptied.db')
  writeFileSync(path, '')
  expect(() => readSqliteCatalog(path)).toThrowError(expect.objectContaining({ code: 'not-found' }))
  expect(statSync(path).size).toBe(0)
})
