import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { type Column, type Kept, leafRows, type Row } from './leaf-rows.ts'
import { openPageFile } from './page-file.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-leaves-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const { signal } = new AbortController()

const columns: readonly Column[] = [
  { name: 'key', type: 'KEY', isOptional: false },
  { name: 'words', type: 'TEXT', isOptional: false },
  { name: 'number', type: 'INTEGER', isOptional: false },
  { name: 'bytes', type: 'BLOB', isOptional: true },
]

/** Rows of all lengths about those at which SQLite puts the rest of one into another page, and numbers of all widths. */
const made = (pageBytes = 4_096) => {
  const path = join(mkdtempSync(join(root, 'file-')), 'things.db')
  const database = new DatabaseSync(path)
  database.exec(`
    PRAGMA page_size = ${pageBytes};
    PRAGMA journal_mode = WAL;
    CREATE TABLE others (key INTEGER PRIMARY KEY, bytes BLOB, words TEXT);
    CREATE TABLE things (key INTEGER PRIMARY KEY, words TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB);
    CREATE INDEX things_by_number ON things (number);
  `)
  const insert = database.prepare('INSERT INTO things VALUES (?, ?, ?, ?)')
  const other = database.prepare('INSERT INTO others VALUES (?, ?, ?)')
  let key = 0
  const add = (bytes: number | null, number: bigint) => {
    key += 1 + (key % 5) * 2 ** (key % 40)
    insert.run(key, `wörd ${key}`, number, bytes === null ? null : Buffer.alloc(bytes, `${key},`))
    other.run(key, Buffer.alloc(20), 'other')
  }
  database.exec('BEGIN')
  for (let power = 0n; power < 53n; power++)
    for (const sign of [1n, -1n]) add(null, sign * (2n ** power - 1n))
  for (const pages of [0, 1, 2, 5])
    for (let bytes = -70; bytes <= 20; bytes += 3) add(Math.max(0, pages * pageBytes + bytes), 1n)
  database.exec('COMMIT')
  const all = () => database.prepare('SELECT key, words, number, bytes FROM things ORDER BY key').all()
  return { path, database, all }
}

const inOrder = (rows: readonly Row[]): Row[] => rows.toSorted((a, b) => Number(a.key) - Number(b.key))

const read = async (path: string, kept: Kept = 'until-let-go'): Promise<Row[]> => {
  const file = openPageFile(path)
  const rows: Row[] = []
  for await (const batch of leafRows(file, columns, kept, signal)) rows.push(...batch)
  file.close()
  return inOrder(rows)
}

describe('rows read from the pages that hold them', () => {
  it.each([512, 4_096, 65_536])(
    'are those of the table in a file with pages of %d bytes',
    async (pageBytes) => {
      const { path, database, all } = made(pageBytes)
      const expected = all().map((row) => ({ ...row }))
      database.close()
      expect(await read(path)).toEqual(expected)
    },
  )

  it('are those of the table while the newest stand in the write-ahead log, whole transactions only', async () => {
    const { path, database, all } = made()
    const committed = all().map((row) => ({ ...row }))
    database.exec("INSERT INTO things (key, words, number) VALUES (2, 'one more', 1)")
    const copy = `${path}.copy`
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix)
    expect(await read(copy)).toEqual(inOrder([...committed, ...all().filter(({ key }) => key === 2)]))
    truncateSync(`${copy}-wal`, readFileSync(`${copy}-wal`).length - 1)
    expect(await read(copy)).toEqual(committed)
    database.close()
  })

  it('are all but those that stood in a frame of the write-ahead log that was hit alone [promise: log-salvaged]', async () => {
    const { path, database, all } = made()
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0')
    const last = Number(all().at(-1)?.key)
    const insert = database.prepare('INSERT INTO things VALUES (?, ?, 1, ?)')
    for (let added = 1; added <= 60; added++)
      insert.run(last + added, `more ${added}`, Buffer.alloc(300, `${added},`))
    const expected = inOrder(all()).map((row) => ({ ...row }))
    const copy = `${path}.copy`
    const lostOf = async (hit: Buffer): Promise<number> => {
      writeFileSync(`${copy}-wal`, hit)
      const found = new Map((await read(copy, 'for-good')).map((row) => [row.key, row]))
      const kept = expected.filter(({ key }) => found.has(key))
      expect([...found.values()]).toEqual(kept)
      return expected.length - kept.length
    }
    copyFileSync(path, copy)
    const wal = readFileSync(`${path}-wal`)
    const frameBytes = 24 + 4_096
    const hits = Array.from({ length: Math.floor(wal.length / frameBytes) }, (_, frame) => {
      const bytes = Buffer.from(wal)
      // Sums of frames, and what stands in them, in turn.
      const at = 32 + frame * frameBytes + (frame % 2 === 0 ? 20 : 1_000)
      bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at)
      return bytes
    })
    expect(hits.length).toBeGreaterThan(60)
    for (const hit of hits.filter((_, frame) => frame % 9 === 0))
      expect(await lostOf(hit)).toBeLessThanOrEqual(2)
    // What was in them is in the file too, while older frames before them are still there.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    copyFileSync(path, copy)
    for (const hit of hits.slice(-8, -1)) expect(await lostOf(hit)).toBe(0)
    database.close()
  })

  it('are there, of a transaction whose end was hit, but for those that stood in that frame [promise: log-salvaged]', async () => {
    const { path, database, all } = made()
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0; BEGIN')
    const last = Number(all().at(-1)?.key)
    const insert = database.prepare('INSERT INTO things VALUES (?, ?, 1, ?)')
    for (let added = 1; added <= 600; added++) insert.run(last + added, `more ${added}`, Buffer.alloc(300, 1))
    database.exec('COMMIT')
    const expected = inOrder(all()).map((row) => ({ ...row }))
    const copy = `${path}.copy`
    copyFileSync(path, copy)
    const wal = readFileSync(`${path}-wal`)
    wal.writeUInt8(wal.readUInt8(wal.length - 2_000) ^ 4, wal.length - 2_000)
    writeFileSync(`${copy}-wal`, wal)
    const keys = new Set((await read(copy, 'for-good')).map(({ key }) => key))
    expect(expected.filter(({ key }) => !keys.has(key)).length).toBeLessThan(13)
    database.close()
  })

  it('do not come back when they were let go [promise: log-salvaged]', async () => {
    const { path, database, all } = made()
    database.exec('PRAGMA secure_delete = OFF; DELETE FROM things WHERE key % 7 <> 0 OR key < 1000000')
    const expected = all().map(({ key }) => key)
    database.close()
    expect(expected.length).toBeGreaterThan(0)
    expect((await read(path)).map(({ key }) => key)).toEqual(expected)
  })

  it('are all but those on a page that was overwritten, whatever page that is [promise: log-salvaged]', async () => {
    const { path, database, all } = made()
    const expected = all().map((row) => ({ ...row }))
    const pages = database.prepare("SELECT pageno, pagetype, ncell FROM dbstat WHERE name = 'things'").all()
    database.close()
    const whole = readFileSync(path)
    const hit = async (page: number) => {
      const bytes = Buffer.from(whole)
      bytes.fill(0x5a, (page - 1) * 4_096, page * 4_096)
      writeFileSync(path, bytes)
      return read(path)
    }
    expect(await hit(1)).toEqual(expected)
    for (const { pageno, pagetype, ncell } of pages) {
      const found = await hit(Number(pageno))
      const lost = pagetype === 'internal' ? 0 : pagetype === 'leaf' ? Number(ncell) : 1
      expect([pagetype, expected.length - found.length]).toEqual([pagetype, lost])
      expect(expected).toEqual(expect.arrayContaining(found.slice(0, 3)))
    }
  })

  it('are all there when the head of the file says that part of each page is set aside [promise: log-salvaged]', async () => {
    const { path, database, all } = made()
    const expected = all().map((row) => ({ ...row }))
    database.close()
    const bytes = readFileSync(path)
    bytes.writeUInt8(0x40, 20)
    writeFileSync(path, bytes)
    expect(await read(path)).toEqual(expected)
  })

  it('are all there when a page of them is listed as unused, where none is ever let go [promise: log-salvaged]', async () => {
    const { path, database, all } = made()
    const expected = all().map((row) => ({ ...row }))
    const leaves = database
      .prepare("SELECT pageno FROM dbstat WHERE name = 'things' AND pagetype = 'leaf'")
      .all()
      .map(({ pageno }) => Number(pageno))
    const last = Number(database.prepare('PRAGMA page_count').get()?.page_count)
    database.close()
    const [leaf = 0] = leaves
    const whole = readFileSync(path)
    const named = Buffer.from(whole)
    named.writeUInt32BE(leaf, 32)
    writeFileSync(path, named)
    expect(await read(path)).toEqual(expected)
    const list = Buffer.alloc(4_096)
    list.writeUInt32BE(leaves.length, 4)
    for (const [index, page] of leaves.entries()) list.writeUInt32BE(page, 8 + 4 * index)
    const listed = Buffer.concat([whole, list])
    listed.writeUInt32BE(last + 1, 32)
    writeFileSync(path, listed)
    expect(await read(path)).toEqual([])
    expect(await read(path, 'for-good')).toEqual(expected)
  })

  it('are never others than were written, nor without end, in a file of nonsense', async () => {
    const { path, database, all } = made()
    const expected = new Set(all().map(({ key, number }) => `${key} ${number}`))
    database.close()
    const bytes = readFileSync(path)
    // Each page that holds rows says that more of them begin here and there, and a row goes on where it began.
    for (let at = 4_096; at < bytes.length; at += 4_096)
      if (bytes[at] === 0x0d) bytes.writeUInt16BE(0xffff, at + 3)
    bytes.fill(0, bytes.length - 4_096)
    writeFileSync(path, bytes)
    const found = await read(path)
    expect(found.length).toBeGreaterThan(0)
    for (const { key, number } of found) expect(expected).toContain(`${key} ${number}`)
  })
})
