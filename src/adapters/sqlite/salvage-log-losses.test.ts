import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog, salvageLog } from './index.ts'
import { collect, entries, made, overwrite, pageBytes, pageOf } from './salvage-log.sample.ts'

const leafOfTable = 0x0d
const { signal } = new AbortController()

/** The right-most child of the root of a table, which leads to all the newest rows. */
const lastChildOf = (path: string, table: string): number => {
  const at = pageOf(path, table) * pageBytes
  return readFileSync(path).readUInt32BE(at + 8) - 1
}

/** The pages of rows of events and records and of entries of indexes, those of one beside those of another. */
const leavesOf = (path: string): readonly number[] => {
  const database = new DatabaseSync(path, { readOnly: true })
  const pages = database
    .prepare("SELECT pageno FROM dbstat WHERE pagetype = 'leaf' AND path <> '/' ORDER BY pageno")
    .all()
  database.close()
  return pages.map(({ pageno }) => Number(pageno) - 1)
}

describe('what a damaged log has lost', () => {
  it('is all that its indexes and its records know of, not what is missing before the last event that was found [promise: log-salvaged]', async () => {
    const { from, to, before, records } = await made()
    const last = lastChildOf(from, 'events')
    overwrite(from, (page) => page === last)
    const { events, lost, decisionRecords, recordsLost } = await salvageLog({ from, to, signal })
    expect(events).toBeLessThan(before.size)
    expect(lost).toBe(before.size - events)
    expect(recordsLost).toBe(records.size - decisionRecords)
    expect(recordsLost).toBeGreaterThan(0)
  })

  it('is, of records, what the index of their ages knows of [promise: log-salvaged]', async () => {
    const { from, to, before, records } = await made()
    const last = lastChildOf(from, 'attachments')
    overwrite(from, (page) => page === last)
    const { events, decisionRecords, recordsLost } = await salvageLog({ from, to, signal })
    expect(events).toBe(before.size)
    expect(recordsLost).toBe(records.size - decisionRecords)
    expect(recordsLost).toBeGreaterThan(0)
  })

  it('is nothing that stands whole on its own page, when the pages that lead to it are hit [promise: log-salvaged]', async () => {
    const { folder, from, backup, to, before, records } = await made()
    const whole = readFileSync(from)
    const isWhole = {
      events: before.size,
      lost: 0,
      decisionRecords: records.size,
      recordsLost: 0,
      fromBackup: 0,
    }
    const root = pageOf(from, 'events')
    const hits: readonly ((page: number) => boolean)[] = [(page) => page === root, (page) => page < 13]
    for (const [index, isHit] of hits.entries()) {
      overwrite(from, (page) => isHit(page) && whole[page * pageBytes] !== leafOfTable)
      expect(await salvageLog({ from, to: `${to}-${index}`, signal })).toMatchObject(isWhole)
      const log = await openSqliteEventLog({ path: `${to}-${index}` })
      expect(await collect(log)).toEqual(before)
      for (const [number, record] of records)
        expect((await log.record(sampleSlate(number).requestId))?.bytes).toEqual(record)
      await log.close()
    }
    writeFileSync(from, whole.fill(0x5a, 0, pageBytes))
    expect(await salvageLog({ from, backup, to, signal })).toMatchObject(isWhole)
    expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([])
  })

  it('of a log that was cut is only what was behind the cut [promise: log-salvaged]', async () => {
    const { from, to, before } = await made()
    const pages = Math.floor((readFileSync(from).length / pageBytes) * 0.8)
    truncateSync(from, pages * pageBytes + 1_234)
    const { events, lost } = await salvageLog({ from, to, signal })
    expect(events).toBeGreaterThan(before.size * 0.6)
    expect(lost).toBeGreaterThan(0)
    expect(lost).toBeLessThanOrEqual(before.size - events)
  })

  it('is nothing when pages have come to the places of others, and no position is taken for that of a record [promise: log-salvaged]', async () => {
    const { from, to, before, records } = await made()
    const [bytes, whole] = [readFileSync(from), readFileSync(from)]
    const pages = leavesOf(from)
    for (const [index, page] of pages.entries()) {
      const other = pages[pages.length - 1 - index] ?? page
      whole.copy(bytes, page * pageBytes, other * pageBytes, (other + 1) * pageBytes)
    }
    writeFileSync(from, bytes)
    expect(await salvageLog({ from, to, signal })).toMatchObject({
      events: before.size,
      lost: 0,
      decisionRecords: records.size,
      recordsLost: 0,
    })
  })

  it('is never passed over in silence: without a single event no new log is made [promise: log-salvaged]', async () => {
    const { folder, from, backup, to } = await made()
    overwrite(from, () => true)
    await expect(salvageLog({ from, to, signal })).rejects.toThrow(/None of the events/)
    await expect(salvageLog({ from, backup, to, signal })).rejects.toThrow(/None of the events/)
    expect(readdirSync(folder).filter((name) => name.startsWith('new'))).toEqual([])
  })

  it('is no event when pages of events are listed as unused, and a part of each page as set aside [promise: log-salvaged]', async () => {
    const { from, to, before } = await made()
    const database = new DatabaseSync(from, { readOnly: true })
    const leaves = database
      .prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' LIMIT 100")
      .all()
    database.close()
    const list = Buffer.alloc(pageBytes)
    list.writeUInt32BE(leaves.length, 4)
    for (const [index, { pageno }] of leaves.entries()) list.writeUInt32BE(Number(pageno), 8 + 4 * index)
    const bytes = Buffer.concat([readFileSync(from), list])
    bytes.writeUInt8(0x40, 20)
    bytes.writeUInt32BE(bytes.length / pageBytes, 32)
    writeFileSync(from, bytes)
    expect(await salvageLog({ from, to, signal })).toMatchObject({ events: before.size, lost: 0 })
  })

  it('is nothing when a frame of the write-ahead log is hit that was written into the log since [promise: log-salvaged]', async () => {
    const { folder, from, to } = await made()
    const log = await openSqliteEventLog({ path: from })
    for (let number = 600; number < 640; number++) await log.append(entries(number, number + 1))
    const before = await collect(log)
    const checkpointer = new DatabaseSync(from)
    checkpointer.exec('PRAGMA wal_checkpoint(PASSIVE)')
    checkpointer.close()
    const hit = join(folder, 'hit.db')
    for (const suffix of ['', '-wal']) copyFileSync(from + suffix, hit + suffix)
    await log.close()
    const wal = readFileSync(`${hit}-wal`)
    const frames = Math.floor(wal.length / (24 + pageBytes))
    expect(frames).toBeGreaterThan(40)
    const at = 32 + Math.floor(frames / 2) * (24 + pageBytes) + 24
    wal.fill(0x5a, at, at + pageBytes)
    writeFileSync(`${hit}-wal`, wal)
    const { events, lost } = await salvageLog({ from: hit, to, signal })
    expect({ events, lost }).toEqual({ events: before.size, lost: 0 })
    const salvaged = await openSqliteEventLog({ path: to })
    expect(await collect(salvaged)).toEqual(before)
    await salvaged.close()
  })

  it('is nothing where there was nothing', async () => {
    const { from, backup, to, before, records } = await made()
    const salvaged = await salvageLog({ from, backup, to, signal })
    expect(salvaged).toMatchObject({
      events: before.size,
      lost: 0,
      decisionRecords: records.size,
      recordsLost: 0,
    })
  })
})
