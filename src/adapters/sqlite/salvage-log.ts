import { createHash, randomInt } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import { decodeEvent, type SalvagedLog } from '#log'
import { unlessDamaged } from './damage.ts'
import { type KnownPositions, knownPositions } from './known-positions.ts'
import { type Kept, leafRows, type Row } from './leaf-rows.ts'
import { openLogDatabase } from './log-writer-database.ts'
import { unpackAbout, unpackAttachment } from './log-writer-packing.ts'
import { columnsOf, openSource, type SalvageSource } from './salvage-source.ts'

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

/** Records name a key in four bytes: a number with a flipped bit must not use them up. */
const mostKeysBelieved = 2 ** 31

/** One value or another gets a flipped bit; where most of many differ, they were never the same. */
const areOthers = ({ corrected, known }: Copied): boolean => corrected > 10 && corrected > known / 2

/** What is to be copied from a source: the log itself, or its backup. */
type TableOf = (fresh: DatabaseSync, source: SalvageSource, log: SalvageSource) => Salvageable

interface Salvageable {
  readonly name: string
  readonly kept: Kept
  /** What a row must be to be believed. */
  readonly isSound: (row: Row) => boolean
}

const wordsOf: TableOf = (fresh, source, log) => {
  const [keyIn, keyInLog] = [keyByHash(source), keyByHash(log)]
  const copied = fresh.prepare('SELECT hash FROM attachment_words WHERE key = ?')
  return {
    name: 'attachment_words',
    kept: 'until-let-go',
    isSound: (row) => {
      if (!isSoundWord(row)) return false
      // Under the key of another one it would be put into records that never had it.
      const key = keyIn(row)
      if (key !== undefined && key !== row.key) return false
      const known = copied.get(row.key ?? null)
      // Where its index has it too, a word of the log has not come to its key by damage.
      if (known && !isSameHash(known, row) && keyInLog(known) === row.key) return refuse(source !== log)
      return true
    },
  }
}

const keyByHash = (source: SalvageSource) => {
  const indexed = source.lookUp('SELECT key FROM attachment_words WHERE hash = ?')
  return ({ hash = null }: Row) => indexed(hash)?.key
}

/** Of a row that is otherwise in the new log: within one log one of the two is damaged, else it is of another log. */
const refuse = (isBackup: boolean): false => {
  if (isBackup) throw anotherLog()
  return false
}

const isSameHash = (one: Row, other: Row): boolean =>
  one.hash instanceof Uint8Array && other.hash instanceof Uint8Array && one.hash.join() === other.hash.join()

const eventsOf: TableOf = (fresh, source, log) => {
  const copied = fresh.prepare('SELECT id, listener FROM events WHERE position = ?')
  const indexed = source.lookUp('SELECT position FROM events WHERE id = ? AND listener = ?')
  const any = source.lookUp('SELECT * FROM events WHERE position = ?')
  const isThere = (position: number) => any(position) !== undefined
  /**
   * Where the index has it at another position, one of the two is damaged. The row is, if that position is where an event
   * is missing behind one that is there. Where the index has it nowhere, the table may: with another event there, this is
   * none of its rows.
   */
  const isInPlace = ({ position, id = null, listener = null }: Row): boolean => {
    const place = indexed(id, listener)?.position
    if (place !== undefined) return isPlace(Number(place), Number(position))
    const there = any(Number(position))
    return there === undefined || there.id === id || !isSoundEvent(there)
  }
  const isPlace = (place: number, position: number): boolean =>
    place === position || isThere(place) || !(place === 1 || isThere(place - 1))
  return {
    name: 'events',
    kept: 'for-good',
    isSound: (row) => {
      if (!(isSoundEvent(row) && isInPlace(row))) return false
      const known = copied.get(Number(row.position))
      return !known || (known.id === row.id && known.listener === row.listener) || refuse(source !== log)
    },
  }
}

const recordsOf: TableOf = (fresh) => {
  const word = fresh.prepare('SELECT body FROM attachment_words WHERE key = ?')
  const wordOf = (key: number): Uint8Array | undefined => {
    const body = word.get(key)?.body
    return body instanceof Uint8Array ? body : undefined
  }
  const event = fresh.prepare("SELECT body ->> 'at' AS at FROM events WHERE position = ?")
  return {
    name: 'attachments',
    kept: 'until-let-go',
    // Its time is that of its event: at the place of another one it would be taken for that one's.
    isSound: ({ position, at, about, body }) =>
      event.get(Number(position))?.at === at &&
      (about === null || (about instanceof Uint8Array && unpackAbout(about) !== undefined)) &&
      body instanceof Uint8Array &&
      unpackAttachment(body, wordOf) !== undefined,
  }
}

const isSoundEvent = ({ position, id, listener, type, body }: Row): boolean => {
  try {
    const event = decodeEvent(Number(position), String(body))
    return event.id === id && event.listenerId === listener && event.type === type
  } catch {
    return false
  }
}

const isSoundWord = ({ hash, body }: Row): boolean => {
  if (!(hash instanceof Uint8Array && body instanceof Uint8Array)) return false
  const word = unpackAttachment(body, () => undefined)
  return (
    word !== undefined && createHash('sha256').update(word).digest().subarray(0, hash.length).equals(hash)
  )
}

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

const anotherLog = (): AppError =>
  new AppError(
    'invalid-config',
    'The backup has other events than the log where both can be read, or other shared words: it is a backup of another log, or of before one was put back or salvaged. Name another with --backup, or none.',
  )

const removeDatabase = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}
