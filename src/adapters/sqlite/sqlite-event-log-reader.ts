import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError, type EventId, type ListenerId } from '#domain'
import {
  corruptRecord,
  decodeEvent,
  type EventLog,
  type EventType,
  type Latest,
  type Position,
  type Recorded,
  type Within,
} from '#log'
import { folderInTheWay, isReadDamage, sqliteCodeOf, whyNotOpened } from './damage.ts'
import { attachmentBytes } from './log-writer-database.ts'
import { logDamaged } from './log-writer-failure.ts'
import { unpackAbout, unpackAttachment } from './log-writer-packing.ts'

/** Rows per page: about a millisecond of the event loop, so that a replay and a request can share it. */
const pageRows = 512

export interface EventLogReader extends Pick<EventLog, 'read' | 'latest' | 'find' | 'attachment' | 'end'> {
  /** See `SqliteEventLog`. */
  readonly identity: number | 'unknown'
  /** What a read has met; undefined while all that was asked could be read. */
  readonly damage: AppError | undefined
  /** The next attachments after a position, in order, with their size as they are stored. */
  attachmentSizes(after: Position): readonly StoredSize[]
  /** The next words that attachments share after a key, likewise. Only of a log that was opened for writing. */
  wordSizes(after: number): readonly StoredSize[]
  close(): void
}

/** What a row takes, by the position or the key that it has. */
export interface StoredSize {
  readonly key: number
  readonly bytes: number
}

/**
 * The reading half of the SQLite log, on a connection that can't write. SQLite is synchronous, and a replay of
 * millions of events in one statement would hold the event loop for seconds: hence pages, each its own
 * statement, with a turn of the event loop between them. Nothing is held open between pages, so a slow
 * reader never keeps the WAL from shrinking.
 */
export const openEventLogReader = (path: string): EventLogReader => readingLog(path, () => openReader(path))

const cantOpen = 14

/** Damage to the log is nobody's bug and can't be made again: said as what to do. */
export const readingLog = <Read>(path: string, read: () => Read): Read => {
  try {
    return read()
  } catch (cause) {
    if (sqliteCodeOf(cause) === cantOpen && !existsSync(path)) {
      throw new AppError(
        'not-found',
        'The data folder has no event log (log.db) yet. Serve it once with `segue serve`, or name another with --data.',
        { cause },
      )
    }
    if (sqliteCodeOf(cause) === undefined) throw cause
    const message =
      isReadDamage(cause) && folderInTheWay(path) === undefined
        ? logDamaged
        : `The event log (log.db) could not be read: ${whyNotOpened(cause, path)}. Check the rights on it and on its folder: beside a log that is read, files ending in -wal and -shm are written.`
    throw new AppError('storage-failed', message, { cause })
  }
}

const openReader = (path: string): EventLogReader => {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  const columns = 'SELECT position, body FROM events'
  // A log of before format 4, opened for reading only, tells what its slates served in their events.
  const hasAbout = database
    .prepare("SELECT 1 FROM pragma_table_info('attachments') WHERE name = 'about'")
    .get()
  const about = hasAbout === undefined ? 'NULL' : 'attachments.about'
  const page = database.prepare(`${columns} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`)
  const newestOf = createNewestOf(
    database,
    `SELECT position, body, (SELECT ${about} FROM attachments WHERE attachments.position = events.position) AS about FROM events`,
  )
  const newest = database.prepare('SELECT max(position) AS position FROM events')
  const attached = database.prepare(
    `SELECT position, attachments.body, ${about} FROM events JOIN attachments USING (position) WHERE id = ? ORDER BY position LIMIT 1`,
  )

  const sizesIn = (table: string, key: string, size: string) => {
    // Made when it is needed: a log of before words were kept apart has no table of them.
    let sizes: StatementSync | undefined
    return (after: number): readonly StoredSize[] =>
      reading(() => {
        sizes ??= database.prepare(
          `SELECT ${key} AS key, ${size} AS bytes FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`,
        )
        return sizes.all(after, pageRows).map((row) => ({ key: Number(row.key), bytes: Number(row.bytes) }))
      })
  }

  // Made when it is needed: a log of before words were kept apart has no such table.
  let word: StatementSync | undefined
  const wordOf = (key: number): Uint8Array | undefined => {
    word ??= database.prepare('SELECT body FROM attachment_words WHERE key = ?')
    const body = word.get(key)?.body
    return body instanceof Uint8Array ? body : undefined
  }

  const assertOpen = (): void => {
    if (!database.isOpen) {
      throw new AppError('storage-failed', 'The event log is closed: open it again to use it.')
    }
  }
  /** Every way of reading goes through here, so that damage is met in the same words by all of them. */
  let damage: AppError | undefined
  const reading = <Read>(read: () => Read): Read => {
    assertOpen()
    try {
      return readingLog(path, read)
    } catch (thrown) {
      if (thrown instanceof AppError && isReadDamage(thrown.cause)) damage = thrown
      throw thrown
    }
  }
  const applicationId = Number(database.prepare('PRAGMA application_id').get()?.application_id)
  const endNow = (): Position => reading(() => Number(newest.get()?.position ?? 0))

  return {
    get identity() {
      return endNow() > 0 ? applicationId : 'unknown'
    },
    get damage() {
      return damage
    },
    async *read(from, signal) {
      signal?.throwIfAborted()
      const end = endNow()
      let position = from
      while (position < end) {
        const after = position
        const rows = reading(() => page.all(after, end, pageRows))
        if (rows.length === 0) return
        for (const row of rows) {
          const recorded = toRecorded(row)
          position = recorded.position
          yield recorded
          signal?.throwIfAborted()
        }
        await nextTurn()
      }
    },
    async latest(type, limit, within = {}) {
      return reading(() => newestOf(type, limit, within)).map(toLatest)
    },
    async find(listenerId: ListenerId, id: EventId) {
      // Prepared when asked: a log of format 1, opened for reading only, has no such column and is not asked.
      const row = reading(() =>
        database.prepare(`${columns} WHERE id = ? AND listener = ?`).get(id, listenerId),
      )
      return row && toRecorded(row)
    },
    async attachment(id: EventId) {
      const row = reading(() => attached.get(id))
      if (row === undefined) return undefined
      const { body } = row
      if (!(body instanceof Uint8Array))
        throw corruptRecord(Number(row.position), 'its attachment is not bytes')
      const bytes = reading(() => unpackAttachment(body, wordOf))
      if (bytes === undefined) throw corruptRecord(Number(row.position), 'its attachment does not unpack')
      return { bytes, storedBytes: body.length + (row.about instanceof Uint8Array ? row.about.length : 0) }
    },
    attachmentSizes: sizesIn('attachments', 'position', attachmentBytes),
    wordSizes: sizesIn('attachment_words', 'key', 'length(body)'),
    async end() {
      return endNow()
    },
    close() {
      if (database.isOpen) database.close()
    },
  }
}

type Row = Record<string, SQLOutputValue>

/**
 * The newest events of a type, by the index that holds them. SQLite uses a partial index only for a query that
 * says the condition of the index in its own words, and each query here says that of one index alone, so that there is
 * nothing to choose between.
 */
const createNewestOf = (database: DatabaseSync, columns: string) => {
  const end = 'AND position < ? ORDER BY position DESC LIMIT ?'
  const frequent = database.prepare(`${columns} WHERE type = ? ${end}`)
  const rare = database.prepare(
    `${columns} WHERE type = ? AND type NOT IN ('track.played', 'track.skipped') ${end}`,
  )
  // Made when it is needed: a log of format 1, opened for reading only, has no such column.
  const ofListener = new Map<EventType, StatementSync>()
  const ofOne = (type: EventType): StatementSync => {
    const made =
      ofListener.get(type) ?? database.prepare(`${columns} WHERE type = '${type}' AND listener = ? ${end}`)
    ofListener.set(type, made)
    return made
  }
  return (
    type: EventType,
    limit: number,
    { listenerId, before = Number.MAX_SAFE_INTEGER }: Within,
  ): readonly Row[] => {
    if (listenerId !== undefined) return ofOne(type).all(listenerId, before, limit)
    const statement = type === 'track.played' || type === 'track.skipped' ? frequent : rare
    return statement.all(type, before, limit)
  }
}

const toLatest = (row: Row): Latest => {
  const recorded = toRecorded(row)
  if (row.about === null) return { ...recorded, about: [] }
  const about = row.about instanceof Uint8Array ? unpackAbout(row.about) : undefined
  if (about === undefined)
    throw corruptRecord(recorded.position, 'what its attachment is about does not unpack')
  return { ...recorded, about }
}

const toRecorded = ({ position, body }: Row): Recorded => {
  const place = Number(position)
  if (typeof body !== 'string') throw corruptRecord(place, 'it is not text')
  return { position: place, event: decodeEvent(place, body) }
}
