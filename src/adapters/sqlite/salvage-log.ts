import { randomInt } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import type { SalvagedLog } from '#log'
import { unlessDamaged } from './damage.ts'
import { type KnownPositions, knownPositions } from './known-positions.ts'
import { leafRows } from './leaf-rows.ts'
import { createBeginGeneration, newGeneration } from './log-generations.ts'
import { openLogDatabase } from './log-writer-database.ts'
import { salvageRedactions } from './salvage-redactions.ts'
import { columnsOf, openSource, type SalvageSource } from './salvage-source.ts'
import {
  anotherLog,
  eventsOf,
  mostKeysBelieved,
  recordsOf,
  type Salvageable,
  type TableOf,
  wordsOf,
} from './salvage-tables.ts'

/**
 * Makes a new log of what can still be read of a damaged one, at the same positions, and fills what is missing from
 * a backup: what came after the backup is lost only where it stood in the damaged part. Sources are read, never
 * written. The new log gets its name when it is whole.
 *
 * Nothing is taken over as it looks: an event is parsed, a record unpacked, a shared word compared with its hash. What
 * fails is as missing as what can't be read. A value that became another one passes all that. But what is stored never
 * changes: where the log differs from its backup, the backup's is taken.
 */
export interface SalvageOptions {
  readonly from: string
  readonly backup?: string | undefined
  readonly to: string
  readonly signal: AbortSignal
}

export const salvageLog = async ({ from, backup, to, signal }: SalvageOptions): Promise<SalvagedLog> => {
  if (existsSync(to)) throw alreadyThere(to)
  const unfinished = `${to}.unfinished`
  removeDatabase(unfinished)
  const sources: SalvageSource[] = []
  try {
    for (const path of backup === undefined ? [from] : [from, backup]) sources.push(openSource(path))
    const fresh = openLogDatabase(unfinished)
    try {
      const counts = await fill(fresh, sources, signal)
      // Closing it writes its write-ahead log into it: what is renamed is one file.
      fresh.close()
      renameSync(unfinished, to)
      return { path: to, ...counts }
    } finally {
      if (fresh.isOpen) fresh.close()
    }
  } finally {
    for (const source of sources) source.close()
    removeDatabase(unfinished)
  }
}

const fill = async (
  fresh: DatabaseSync,
  sources: readonly SalvageSource[],
  signal: AbortSignal,
): Promise<Omit<SalvagedLog, 'path'>> => {
  // Flushed when it is closed: until then there is nothing that anybody relies on.
  fresh.exec('PRAGMA synchronous = NORMAL')
  // What was folded from the damaged log is not to be believed of this one: it may hold a block that was lost.
  fresh.exec(`PRAGMA application_id = ${randomInt(1, 2 ** 31)}`)
  createBeginGeneration(fresh)(1, newGeneration())
  const inTurn = async (tableOf: TableOf): Promise<readonly Copied[]> => {
    const copied: Copied[] = []
    const [log] = sources
    if (log === undefined) return []
    for (const source of sources) {
      const isBackup = source !== log
      copied.push(await copy({ fresh, source, table: tableOf(fresh, source, log), isBackup, signal }))
    }
    return copied
  }
  // A record needs its words and its event.
  await inTurn(wordsOf)
  keepKeysGiven(fresh, sources)
  const [own, backup] = await inTurn(eventsOf)
  if (backup !== undefined && areOthers(backup)) throw anotherLog()
  const both = await inTurn(recordsOf)
  const redactionsRead = sources[0] !== undefined && salvageRedactions(fresh, sources[0])
  fresh.exec(wordsNeededByAll)
  const fromBackup = backup?.added ?? 0
  const found = (own?.added ?? 0) + fromBackup
  const known: KnownPositions[] = []
  for (const source of sources) known.push(await knownPositions(source, fresh, signal))
  const [knownOfOwn] = known
  if (own?.added === 0 && !(knownOfOwn?.newest === 0 && isEmpty(sources[0]?.database)))
    throw nothingReadable()
  const inNew = Number(fresh.prepare('SELECT max(position) AS newest FROM events').get()?.newest ?? 0)
  const newest = Math.max(inNew, ...known.map((each) => each.newest))
  return {
    events: found,
    fromBackup,
    corrected: (backup?.corrected ?? 0) + (both[1]?.corrected ?? 0),
    lost: newest - found,
    decisionRecords: both.reduce((sum, { added }) => sum + added, 0),
    recordsLost: knownOfOwn?.recordsLost ?? 0,
    damagedFrames: sources[0]?.file.damagedFrames ?? 0,
    redactionsUnread: !redactionsRead,
  }
}

/** Of a log that can be read; one that fails to say so had events. */
const isEmpty = (database: DatabaseSync | undefined): boolean =>
  database !== undefined &&
  unlessDamaged(() => database.prepare('SELECT 1 FROM events LIMIT 1').get() === undefined) === true

/**
 * A word of the backup says nothing of the records since, and no hash covers what a word of the damaged log says: which
 * records need them is not known, so all may.
 */
const wordsNeededByAll = `
  UPDATE attachment_words SET used_to = (SELECT coalesce(max(position), 0) FROM attachments);
`

/**
 * A key that was given is not given again, also when its word was lost: or the next salvage would take another word under
 * it from a backup, and put that into the records since.
 */
const keepKeysGiven = (fresh: DatabaseSync, sources: readonly SalvageSource[]): void => {
  const sequence = "SELECT seq FROM sqlite_sequence WHERE name = 'attachment_words'"
  const inNew = fresh.prepare(sequence).get()
  const given = [inNew, ...sources.map((source) => source.lookUp(sequence)())].map((row) =>
    Number(row?.seq ?? 0),
  )
  const last = Math.max(...given.filter((key) => key <= mostKeysBelieved))
  fresh.exec("DELETE FROM sqlite_sequence WHERE name = 'attachment_words'")
  fresh.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('attachment_words', ?)").run(last)
}

/** One value or another gets a flipped bit; where most of many differ, they were never the same. */
const areOthers = ({ corrected, known }: Copied): boolean => corrected > 10 && corrected > known / 2

interface Copied {
  /** How many rows were there already. */
  readonly known: number
  /** How many rows were new. */
  readonly added: number
  /** How many of those had another content, which gave way. */
  readonly corrected: number
}

interface Copying {
  readonly fresh: DatabaseSync
  readonly source: SalvageSource
  readonly table: Salvageable
  readonly isBackup: boolean
  readonly signal: AbortSignal
}

const copy = async ({ fresh, source, table, isBackup, signal }: Copying): Promise<Copied> => {
  const { name, kept, isSound } = table
  const columns = columnsOf(source, fresh, name)
  const [key, ...others] = columns.map((column) => column.name)
  const list = others.join(', ')
  const marks = others.map(() => '?').join(', ')
  const insert = fresh.prepare(`INSERT OR IGNORE INTO ${name} (${key}, ${list}) VALUES (?, ${marks})`)
  const correct = fresh.prepare(
    `UPDATE OR IGNORE ${name} SET (${list}) = (${marks}) WHERE ${key} = ? AND (${list}) IS NOT (${marks})`,
  )
  let [added, known, corrected] = [0, 0, 0]
  for await (const rows of leafRows(source.file, columns, kept, signal)) {
    fresh.exec('BEGIN')
    for (const row of rows) {
      if (!isSound(row)) continue
      const [at = null, ...values] = columns.map((column) => row[column.name] ?? null)
      const isNew = insert.run(at, ...values).changes === 1
      if (isNew) added++
      else known++
      if (!isNew && isBackup) corrected += Number(correct.run(...values, at, ...values).changes)
    }
    fresh.exec('COMMIT')
  }
  return { added, known, corrected }
}

const alreadyThere = (to: string): AppError =>
  new AppError('invalid-config', `${to} is there already: move it away, or use it.`)

const nothingReadable = (): AppError =>
  new AppError(
    'storage-failed',
    'None of the events of the log can be read. No new log was made: put a backup of log.db in its place by itself.',
  )

const removeDatabase = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}
