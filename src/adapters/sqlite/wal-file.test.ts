import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWal } from './wal-file.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-wal-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const pageBytes = 4_096
const frameBytes = 24 + pageBytes

const readBytes = (bytes: Buffer) => {
  const path = join(root, 'read')
  writeFileSync(path, bytes)
  const file = openSync(path, 'r')
  const found = readWal(file, () => pageBytes)
  closeSync(file)
  return found
}
/** Where contents of pages stand that count. */
const placesIn = (bytes: Buffer) => {
  const { places, uncertain } = readBytes(bytes) ?? expect.fail('nothing of it can be read')
  return [...places, ...uncertain]
    .flatMap(([page, at]) => at.map((place) => ({ page, place })))
    .toSorted((one, other) => one.place - other.place)
}

describe('a write-ahead log', () => {
  let whole = Buffer.alloc(0)
  let older = Buffer.alloc(0)
  beforeAll(() => {
    const path = join(root, 'things.db')
    const database = new DatabaseSync(path)
    database.exec(`
      PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
      CREATE TABLE things (key INTEGER PRIMARY KEY, words TEXT);
    `)
    const insert = database.prepare('INSERT INTO things (words) VALUES (?)')
    for (let number = 0; number < 60; number++) insert.run(`${number} `.repeat(300))
    older = readFileSync(`${path}-wal`)
    database.exec('PRAGMA wal_checkpoint(RESTART)')
    for (let number = 0; number < 9; number++) insert.run(`again ${number} `.repeat(300))
    whole = readFileSync(`${path}-wal`)
    database.close()
  })

  it('holds what was written since it was last begun, and nothing of before that lies behind', () => {
    expect(whole.length).toBe(older.length)
    const places = placesIn(whole)
    expect(places.length).toBeGreaterThan(8)
    expect(places.length).toBeLessThan(placesIn(older).length / 2)
    expect(places.at(-1)?.place).toBeLessThan(whole.length / 2)
    expect(readBytes(whole)).toMatchObject({ damaged: 0, hasSoundHead: true, endedBehind: 0 })
  })

  it('with one byte otherwise has all but the page that was hit, and none where it was a sum [promise: log-salvaged]', () => {
    const frames = Math.floor((older.length - 32) / frameBytes)
    const hit = (at: number) => {
      const bytes = Buffer.from(older)
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at)
      return bytes
    }
    const expected = placesIn(older)
    for (const at of [0, 2, 3, 5, 9, 13, 18, 26]) expect(placesIn(hit(at)), `byte ${at}`).toEqual(expected)
    for (let frame = 0; frame < frames - 1; frame += 3) {
      const start = 32 + frame * frameBytes
      const others = expected.filter(({ place }) => place !== start + 24)
      for (const byte of [1, 6, 10, 500]) expect(placesIn(hit(start + byte)), `byte ${byte}`).toEqual(others)
      expect(placesIn(hit(start + 17))).toEqual(expected)
      expect(readBytes(hit(start + 17))?.damaged).toBe(1)
    }
  })

  it('of which nothing can be told is passed over', () => {
    expect(readBytes(Buffer.alloc(0))).toBeUndefined()
    expect(readBytes(Buffer.alloc(32 + 3 * frameBytes, 0x5a))).toBeUndefined()
    expect(readBytes(older.subarray(0, 32 + frameBytes - 1))).toBeUndefined()
  })
})
