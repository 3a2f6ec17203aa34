import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll } from 'vitest'
import { type Entry, type EventLog, logStart, type Recorded } from '#log'
import { allEvents, samplePlays, sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-salvage-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
export const pageBytes = 4_096

const word = (number: number) => `a track as it was shown ${number % 40} `.repeat(20)
/** Ten plays and a slate with a record, so many times. */
export const entries = (from: number, to: number): Entry[] =>
  Array.from({ length: to - from }, (_, index) => from + index).flatMap((number) => [
    ...samplePlays(number * 10, 10),
    {
      event: sampleSlate(number),
      record: Buffer.from(`${number}: ${word(number)}${crypto.randomUUID()}`),
      repeats: [word(number)],
      about: [`track-${number}`],
    },
  ])

export const collect = async (log: EventLog): Promise<Map<number, Recorded>> => {
  const all = new Map<number, Recorded>()
  for (const recorded of await allEvents(log)) all.set(recorded.sequence, recorded)
  return all
}

/** A log, a backup of its first two thirds, and all that was in it. */
export const made = async () => {
  const folder = mkdtempSync(join(root, 'log-'))
  const [from, backup, to] = ['log.db', 'backup.db', 'new.db'].map((name) => join(folder, name))
  const path = from ?? ''
  const log = await openSqliteEventLog({ path })
  await log.append(entries(0, 400))
  const copier = new DatabaseSync(path)
  copier.exec(`VACUUM INTO '${backup}'`)
  copier.close()
  const backedUp = (await log.lag(logStart)) ?? 0
  await log.append(entries(400, 600))
  const before = await collect(log)
  const records = new Map<number, Uint8Array | undefined>()
  for (let number = 0; number < 600; number++)
    records.set(number, (await log.record(sampleSlate(number).requestId))?.bytes)
  await log.close()
  return { folder, from: path, backup: backup ?? '', to: to ?? '', before, backedUp, records }
}

/** Overwrites pages of a file, all but the first. */
export const overwrite = (path: string, isHit: (page: number, pages: number) => boolean): void => {
  const bytes = readFileSync(path)
  const pages = bytes.length / pageBytes
  for (let page = 1; page < pages; page++)
    if (isHit(page, pages)) bytes.fill(0x5a, page * pageBytes, (page + 1) * pageBytes)
  writeFileSync(path, bytes)
}

/** The last page of rows of events. */
export const lastPageOf = (path: string): number => {
  const database = new DatabaseSync(path, { readOnly: true })
  const { page } =
    database
      .prepare(
        "SELECT pageno AS page FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1",
      )
      .get() ?? {}
  database.close()
  return Number(page) - 1
}

export const pageOf = (path: string, table: string): number => {
  const database = new DatabaseSync(path, { readOnly: true })
  const page = Number(
    database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)?.rootpage,
  )
  database.close()
  return page - 1
}
