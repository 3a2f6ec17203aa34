import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { fromNewer, samplePlays, sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog, salvageLog } from './index.ts'
import { collect, entries, lastPageOf, made, overwrite, pageOf } from './salvage-log.sample.ts'
import { storeIn } from './store-in.sample.ts'

const { signal } = new AbortController()

/** Gives an event another position where its row stands, and nowhere else: as SQLite writes numbers, before seven bytes of header. */
const misplace = (path: string, position: number, to: number): void => {
  const written = (value: number) => Buffer.from([0x80 | (value >> 7), value & 0x7f, 7, 0])
  const bytes = readFileSync(path)
  const at = bytes.indexOf(written(position))
  expect([at > 0, bytes.indexOf(written(position), at + 1)]).toEqual([true, -1])
  written(to).copy(bytes, at)
  writeFileSync(path, bytes)
}

describe('a log that is damaged here and there', () => {
  it('is made again: what can be read at its place, the rest from the backup, nothing else [promise: log-salvaged]', async () => {
    const { from, backup, to, before, backedUp, records } = await made()
    const roots = ['events', 'attachments', 'attachment_words'].map((table) => pageOf(from, table))
    overwrite(from, (page) => page > 8 && page % 13 === 0 && !roots.includes(page))
    const alone = await salvageLog({ from, to: `${to}-alone`, signal })
    const salvaged = await salvageLog({ from, backup, to, signal })
    expect(alone.lost).toBeGreaterThan(salvaged.lost)
    expect(alone.events).toBe(salvaged.events - salvaged.fromBackup)
    expect(salvaged.fromBackup).toBeGreaterThan(0)
    expect(salvaged.lost).toBeGreaterThan(0)
    const log = await openSqliteEventLog({ path: to })
    await log.lookThrough()
    const after = await collect(log)
    expect(after.size).toBe(salvaged.events)
    // Of what came after the backup most is there: the backup alone would have none of it.
    const since = [...after.keys()].filter((position) => position > backedUp)
    expect(since.length).toBeGreaterThan((before.size - backedUp) / 2)
    for (let position = 1; position <= backedUp; position++) expect(after.has(position)).toBe(true)
    for (const [position, recorded] of after) expect(recorded).toEqual(before.get(position))
    let kept = 0
    for (const [number, record] of records) {
      const found = (await log.record(sampleSlate(number).requestId))?.bytes
      if (found === undefined) continue
      kept++
      expect(found).toEqual(record)
    }
    expect(kept).toBe(salvaged.decisionRecords)
    expect(kept).toBeGreaterThan(400)
    const newest = Math.max(...after.keys())
    expect((await log.append(entries(900, 901))).recorded[0]?.sequence).toBe(newest + 1)
    await log.close()
  })

  it('gives up an event that is not as it was written, and records whose shared words are gone [promise: log-salvaged]', async () => {
    const { from, to, before, records } = await made()
    const vandal = new DatabaseSync(from)
    vandal.exec(`
      UPDATE events SET body = replace(body, 'track.played', 'track.plaxed') WHERE position = 500;
      UPDATE events SET listener = 'someone-else' WHERE position = 600;
      UPDATE attachment_words SET body = (SELECT body FROM attachment_words WHERE key = 2) WHERE key = 1;
    `)
    vandal.close()
    const salvaged = await salvageLog({ from, to, signal })
    expect(salvaged).toMatchObject({ events: before.size - 2, lost: 2, fromBackup: 0, corrected: 0 })
    expect(salvaged.decisionRecords).toBe(records.size * (39 / 40))
    expect(salvaged.recordsLost).toBe(records.size / 40)
    const log = await openSqliteEventLog({ path: to })
    expect([...(await collect(log)).keys()]).not.toContain(500)
    expect((await log.record(sampleSlate(0).requestId))?.bytes).toBeUndefined()
    expect((await log.record(sampleSlate(1).requestId))?.bytes).toEqual(records.get(1))
    await log.close()
  })

  it('keeps what a newer Segue wrote and this one passes over, byte for byte [promise: log-salvaged]', async () => {
    const { from, to, before } = await made()
    const body = fromNewer(1)
    storeIn(from, body)
    const salvaged = await salvageLog({ from, to, signal })
    expect(salvaged).toMatchObject({ events: before.size + 1, lost: 0 })
    const database = new DatabaseSync(to)
    const row = database.prepare('SELECT body FROM events ORDER BY position DESC LIMIT 1').get()
    expect(row?.body).toBe(body)
    database.close()
  })

  it('with values changed into others that could be has them back from the backup, and says how many [promise: log-salvaged]', async () => {
    const { from, backup, to, before, records } = await made()
    const vandal = new DatabaseSync(from)
    vandal.exec(`
      UPDATE events SET body = replace(body, '"playedMs":', '"playedMs":1')
        WHERE type = 'track.played' AND position BETWEEN 1001 AND 1055;
      UPDATE attachments SET body = x'00616263' WHERE position = 2200;
    `)
    vandal.close()
    const salvaged = await salvageLog({ from, backup, to, signal })
    expect(salvaged).toMatchObject({ events: before.size, fromBackup: 0, corrected: 51, lost: 0 })
    const log = await openSqliteEventLog({ path: to })
    expect(await collect(log)).toEqual(before)
    expect((await log.record(sampleSlate(199).requestId))?.bytes).toEqual(records.get(199))
    await log.close()
  })

  it('whose shared words come from the backup keeps them for the records since, when older records go [promise: log-salvaged]', async () => {
    const { from, backup, to, records } = await made()
    const words = pageOf(from, 'attachment_words')
    overwrite(from, (page) => page === words)
    const { decisionRecords } = await salvageLog({ from, backup, to, signal })
    expect(decisionRecords).toBe(records.size)
    const log = await openSqliteEventLog({ path: to })
    const firstKept = 500
    const now = sampleSlate(records.size).at
    await log.prune({ now, from: sampleSlate(firstKept).at, mostBytes: Number.POSITIVE_INFINITY })
    expect(await log.record(sampleSlate(firstKept - 1).requestId)).toBeUndefined()
    for (let number = firstKept; number < records.size; number++)
      expect((await log.record(sampleSlate(number).requestId))?.bytes).toEqual(records.get(number))
    await log.close()
  })

  it('with a row that claims a place far away is not searched up to there [promise: log-salvaged]', async ({
    signal: timeUp,
  }) => {
    const { from, to, before, records } = await made()
    const vandal = new DatabaseSync(from)
    const far = 2 ** 45
    vandal.exec(`
      INSERT INTO events (position, id, listener, type, body) VALUES (${far}, 'none', 'none', 'track.played', '{}');
      INSERT INTO attachments (position, at, body) VALUES (${far}, 0, x'09');
    `)
    vandal.close()
    const salvaged = await salvageLog({ from, to, signal: timeUp })
    expect(salvaged).toMatchObject({ events: before.size, lost: 0, decisionRecords: records.size })
  })

  it('whose newest events are hit keeps those before, however many can not be reached', async () => {
    const { from, to, before } = await made()
    const last = lastPageOf(from)
    overwrite(from, (page) => page === last)
    const { events, lost } = await salvageLog({ from, to, signal })
    expect(events).toBeGreaterThan(before.size - 40)
    expect(events).toBeLessThan(before.size)
    expect(lost).toBe(before.size - events)
  })

  it('whose newest events are hit keeps those before, however far behind others they are [promise: log-salvaged]', async () => {
    const { from, to, before } = await made()
    const vandal = new DatabaseSync(from, { enableForeignKeyConstraints: false })
    const [behind, far] = [600, 2 ** 20]
    vandal.exec(`UPDATE events SET position = position + ${far} WHERE position > ${behind}`)
    vandal.close()
    const last = lastPageOf(from)
    overwrite(from, (page) => page === last)
    const { events, lost } = await salvageLog({ from, to, signal })
    expect(events).toBeGreaterThan(before.size - 40)
    expect(lost).toBe(far + before.size - events)
  })

  it('with numbers larger than any that was written loses what has them, and nothing else', async () => {
    const { from, to, before, records } = await made()
    const vandal = new DatabaseSync(from)
    vandal.exec(`
      UPDATE attachments SET at = ${2n ** 60n} WHERE position = 2200;
      INSERT INTO events (position, id, listener, type, body) VALUES (${2n ** 62n}, 'none', 'none', 'track.played', '{}');
    `)
    vandal.close()
    const salvaged = await salvageLog({ from, to, signal })
    expect(salvaged).toMatchObject({ events: before.size, lost: 0, decisionRecords: records.size - 1 })
  })

  it('has no event at the place of another, nor where there was none [promise: log-salvaged]', async () => {
    const { from, backup, to, before } = await made()
    misplace(from, 500, 501)
    misplace(from, before.size, before.size + 9_000)
    const alone = await salvageLog({ from, to: `${to}-alone`, signal })
    const salvaged = await salvageLog({ from, backup, to, signal })
    expect([alone.events, salvaged.events]).toEqual([before.size - 2, before.size - 1])
    for (const path of [`${to}-alone`, to]) {
      const log = await openSqliteEventLog({ path })
      for (const [position, recorded] of await collect(log)) expect(recorded).toEqual(before.get(position))
      await log.close()
    }
  })
})

describe('a new log', () => {
  it('is not made with the backup of another log, nor over one that is there, and leaves nothing half done', async () => {
    const { folder, from, to } = await made()
    const other = join(folder, 'other.db')
    const log = await openSqliteEventLog({ path: other })
    await log.append(samplePlays(5_000, 20))
    await log.close()
    await expect(salvageLog({ from, backup: other, to, signal })).rejects.toThrow(/other events.*--backup/)
    await expect(salvageLog({ from, backup: `${other}-none`, to, signal })).rejects.toThrow(
      /Nothing can be read/,
    )
    expect(readdirSync(folder).filter((name) => name.startsWith('new'))).toEqual([])
    await salvageLog({ from, to, signal })
    await expect(salvageLog({ from, to, signal })).rejects.toThrow(/is there already/)
    expect(existsSync(`${to}-wal`)).toBe(false)
  })

  it('leaves nothing beside the log and the backup that it is made of', async () => {
    const { folder, from, backup, to } = await made()
    copyFileSync(from, backup)
    const before = readdirSync(folder)
    await salvageLog({ from, backup, to, signal })
    expect(readdirSync(folder)).toEqual([...before, 'new.db'].sort())
  })
})
