import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { type Instant, instant, type ListenerId, listenerId, requestId } from '#domain'
import type { Entry } from '#log'
import { samplePlay, sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog, salvageLog } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-salvage-words-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const { signal } = new AbortController()
/** Paths in a folder of their own. */
const paths = () => {
  const folder = mkdtempSync(join(root, 'log-'))
  return {
    from: join(folder, 'log.db'),
    backup: join(folder, 'backup.db'),
    to: join(folder, 'new.db'),
    again: join(folder, 'newer.db'),
  }
}
const append = async (path: string, entries: readonly Entry[]): Promise<void> => {
  const log = await openSqliteEventLog({ path })
  await log.append([...entries])
  await log.close()
}
const run = (path: string, sql: string): void => {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

const slates = (from: number, to: number, kind: string): Entry[] =>
  Array.from({ length: to - from }, (_, index) => {
    const word = `a track as it was shown ${kind} ${from + index} `.repeat(20)
    return {
      event: sampleSlate(from + index),
      record: Buffer.from(`${from + index}: ${word}`),
      repeats: [word],
    }
  })
/** Of each record, as far as it is there, whether it is what was appended. */
const expectRecords = async (path: string, entries: readonly Entry[]): Promise<number> => {
  const log = await openSqliteEventLog({ path })
  let there = 0
  for (const { event, record: attachment } of entries) {
    const found = await log.record(requestId(event.id))
    if (found === undefined) continue
    there++
    expect(Buffer.from(found.bytes).toString()).toBe(Buffer.from(attachment ?? []).toString())
  }
  await log.close()
  return there
}

describe('shared words of a log that is salvaged', () => {
  const before = slates(0, 20, 'old')
  const since = slates(100, 105, 'new')
  /** With a backup of the whole of it; the newest words are damaged since. */
  const withoutNewestWords = async () => {
    const files = paths()
    await append(files.from, before)
    run(files.from, `VACUUM INTO '${files.backup}'`)
    run(files.from, "UPDATE attachment_words SET body = x'00' WHERE key > 10")
    return files
  }

  it('leave their keys to nobody when they are lost: a later salvage with an older backup puts each into its own records [promise: log-salvaged]', async () => {
    const { from, backup, to, again } = await withoutNewestWords()
    expect(await salvageLog({ from, to, signal })).toMatchObject({ decisionRecords: 10 })
    await append(to, since)
    expect(await salvageLog({ from: to, backup, to: again, signal })).toMatchObject({ decisionRecords: 25 })
    expect(await expectRecords(again, [...before, ...since])).toBe(25)
  })

  it('keep their keys to themselves when the number of the last one is damaged', async () => {
    const { from, to } = await withoutNewestWords()
    run(from, `UPDATE sqlite_sequence SET seq = ${2n ** 40n}`)
    await salvageLog({ from, to, signal })
    await append(to, since)
    expect(await expectRecords(to, since)).toBe(since.length)
  })

  it('with a key that records could not name, by damage, leave those that they can name to others [promise: log-salvaged]', async () => {
    const { from, to } = paths()
    await append(from, before)
    run(from, `UPDATE attachment_words SET key = ${2n ** 40n} WHERE key = 15`)
    expect(await salvageLog({ from, to, signal })).toMatchObject({ decisionRecords: 19 })
    await append(to, since)
    expect(await expectRecords(to, since)).toBe(since.length)
  })

  it('are not taken from a backup that has others under their keys [promise: log-salvaged]', async () => {
    const { from, backup, to, again } = await withoutNewestWords()
    await salvageLog({ from, to, signal })
    run(to, 'UPDATE sqlite_sequence SET seq = 10')
    await append(to, since)
    await expect(salvageLog({ from: to, backup, to: again, signal })).rejects.toThrow(
      /shared words.*--backup/,
    )
  })

  it('are in no record but those that had them, also when one has come to the key of another [promise: log-salvaged]', async () => {
    const { from, to } = paths()
    await append(from, before)
    run(from, 'DELETE FROM attachment_words WHERE key = 16; PRAGMA wal_checkpoint(TRUNCATE)')
    // As SQLite writes it: the key, the size of the header, no value for the key, 16 bytes of hash.
    const bytes = readFileSync(from)
    const starts = (key: number) => [5, 6].map((size) => bytes.indexOf(Buffer.from([key, size, 0, 44])))
    const at = Math.max(...starts(15))
    expect([at > 0, Math.max(...starts(16))]).toEqual([true, -1])
    bytes[at] = 16
    writeFileSync(from, bytes)
    expect(await salvageLog({ from, to, signal })).toMatchObject({ decisionRecords: 18 })
    expect(await expectRecords(to, before)).toBe(18)
  })

  it('and records that have come to the event of another are given up [promise: log-salvaged]', async () => {
    const { from, to } = paths()
    await append(from, before)
    run(
      from,
      'DELETE FROM attachments WHERE position = 9; UPDATE attachments SET position = 9 WHERE position = 8',
    )
    expect(await salvageLog({ from, to, signal })).toMatchObject({ decisionRecords: 18 })
    expect(await expectRecords(to, before)).toBe(18)
  })
})

describe('a backup', () => {
  const ofAnna = listenerId('anna')
  const plays = (change: { listenerId?: ListenerId; at?: Instant } = {}): Entry[] =>
    Array.from({ length: 50 }, (_, number) => ({
      event: { ...samplePlay(number), listenerId: ofAnna, ...change },
    }))

  it('with the ids of the log, but other listeners or other values, is one of another log [promise: log-salvaged]', async () => {
    const ofBert = plays({ listenerId: listenerId('bert') })
    const once = [...plays().slice(0, 49), ...ofBert.slice(49)]
    for (const others of [ofBert, once, plays({ at: instant(1_791_000_000_000) })]) {
      const { from, backup, to } = paths()
      await append(from, plays())
      await append(backup, others)
      await expect(salvageLog({ from, backup, to, signal })).rejects.toThrow(/other events.*--backup/)
    }
  })

  it('is the one of its log though events of the log have other listeners and values by damage', async () => {
    const { from, backup, to } = paths()
    const anna = plays()
    await append(from, anna)
    await append(backup, anna)
    run(
      from,
      `
      UPDATE events SET listener = 'aona' WHERE position = 5;
      UPDATE events SET body = replace(body, '"playedMs":', '"playedMs":1') WHERE position > 41;
    `,
    )
    expect(await salvageLog({ from, backup, to, signal })).toMatchObject({
      events: 50,
      fromBackup: 1,
      corrected: 9,
    })
  })
})
