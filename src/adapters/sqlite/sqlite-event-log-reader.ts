import { existsSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError, type Instant, type ListenerId, listenerId } from '#domain'
import {
  type Cursor,
  corruptRecord,
  type DecisionStore,
  type EventEnvelope,
  type EventIndex,
  type EventLog,
  isMarkOf,
  logStart,
  markOf,
} from '#log'
import { folderInTheWay, isReadDamage, sqliteCodeOf, whyNotOpened } from './damage.ts'
import { cursorOf, type Position, positionOf, readCursor } from './log-cursors.ts'
import { createGenerationAt } from './log-generations.ts'
import { createNewestOf, ofNobodyLeaving, positionUntil } from './log-newest.ts'
import { newestRead, readPage, readRow, toDecision, toIndexed } from './log-rows.ts'
import { attachmentBytes } from './log-writer-database.ts'
import { logDamaged } from './log-writer-failure.ts'
import { unpackAttachment } from './log-writer-packing.ts'

/** Rows per page: about a millisecond of the event loop, so that a replay and a request can share it. */
const pageRows = 512

export interface EventLogReader
  extends Pick<EventLog, 'read' | 'end' | 'lag' | 'tail'>,
    Pick<DecisionStore, 'record' | 'decisions'>,
    EventIndex {
  /** See `SqliteEventLog`. */
  readonly identity: number | 'unknown'
  /** What a read has met; undefined while all that was asked could be read. */
  readonly damage: AppError | undefined
  /** Of the newest event; 0 when empty. */
  endPosition(): Position
  /** Up to a position, as whoever has folded everything until there keeps it; with the event there where it is at hand. */
  cursorAt(position: Position, event?: EventEnvelope): Cursor
  /** The next attachments after a position, in order, with their size as they are stored. */
  attachmentSizes(after: Position): readonly StoredSize[]
  /** The next words that attachments share after a key, likewise. Only of a log that was opened for writing. */
  wordSizes(after: number): readonly StoredSize[]
  /** See `EventRedaction`. Only of a log that was opened for writing. */
  redacting(): readonly ListenerId[]
  wipeOwed(): boolean
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
  const isTold = ofNobodyLeaving(database)
  const newestOf = createNewestOf(database, columns)
  const decisionsOf = createNewestOf(
    database,
    `SELECT position, body, (SELECT ${about} FROM attachments WHERE attachments.position = events.position) AS about FROM events`,
  )
  const newest = database.prepare('SELECT max(position) AS position FROM events')
  const attached = database.prepare(
    `SELECT position, attachments.body, ${about} FROM events JOIN attachments USING (position) WHERE id = ? AND ${isTold} ORDER BY position LIMIT 1`,
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
  /** Undefined when there is none, or it can't be read: whoever needs it is told of that. */
  const envelopeAt = (position: Position): EventEnvelope | undefined => {
    const [row] = reading(() => page.all(position - 1, position, 1))
    try {
      return row && readRow(row).envelope
    } catch {
      return undefined
    }
  }
  const generationOf = createGenerationAt(database)
  const generationAt = (position: Position) => reading(() => generationOf(position))
  /** Of what is older than generations, the event that stands there has to tell. */
  const markAt = (position: Position, event: EventEnvelope | undefined): string | undefined => {
    const generation = generationAt(position)
    if (generation !== undefined) return generation
    const there = event ?? envelopeAt(position)
    return there && markOf(there)
  }
  const cursorAt = (position: Position, event?: EventEnvelope): Cursor =>
    cursorOf(position, position === 0 ? undefined : markAt(position, event))
  const isMarkAt = (position: Position, mark: string): boolean => {
    const generation = generationAt(position)
    if (generation !== undefined) return mark === generation
    const there = envelopeAt(position)
    return there === undefined || isMarkOf(mark, there)
  }
  const startOf = (until: Instant, before: Position): Position =>
    positionUntil(until, Math.min(before, endNow() + 1), (position) => {
      const [row] = reading(() => newestOf('slate.served', 1, undefined, position))
      return row && { position: Number(row.position), at: readRow(row).envelope.at }
    })

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
      const found = readCursor(from)
      let position = found?.position ?? end
      let after = from
      // At the end by another text for it: whoever appends next begins at the one that is made today.
      const through = found?.position === end ? cursorAt(end) : from
      if (through !== from) yield { recorded: [], after, through }
      while (position < end) {
        const start = position
        const rows = reading(() => page.all(start, end, pageRows))
        const { recorded, last, wrong } = readPage(rows)
        if (last !== undefined) {
          const through = cursorAt(last.position, last.envelope)
          yield { recorded, after, through }
          signal?.throwIfAborted()
          position = last.position
          after = through
        }
        if (wrong !== undefined) throw wrong
        if (last === undefined) return
        await nextTurn()
      }
    },
    endPosition: endNow,
    cursorAt,
    async end() {
      return cursorAt(endNow())
    },
    async lag(from) {
      const [found, end] = [readCursor(from), endNow()]
      if (found === undefined || found.position > end) return undefined
      if (found.mark !== undefined && !isMarkAt(found.position, found.mark)) return undefined
      return end - found.position
    },
    async tail(count) {
      const position = endNow() - count
      return position > 0 ? cursorAt(position) : logStart
    },
    async latest(type, limit, { listenerId: listener, before } = {}) {
      const older = (rows: number, from: Position) => reading(() => newestOf(type, rows, listener, from))
      return newestRead(limit, positionOf(before), older, toIndexed)
    },
    async find(listener, id) {
      // Prepared when asked: a log of format 1, opened for reading only, has no such column and is not asked.
      const row = reading(() =>
        database.prepare(`${columns} WHERE id = ? AND listener = ? AND ${isTold}`).get(id, listener),
      )
      return row && readRow(row).recorded
    },
    async decisions({ limit, listenerId: listener, before, until }) {
      const from = until === undefined ? positionOf(before) : startOf(until, positionOf(before))
      const older = (rows: number, before: Position) =>
        reading(() => decisionsOf('slate.served', rows, listener, before))
      return newestRead(limit, from, older, toDecision)
    },
    async record(id) {
      const row = reading(() => attached.get(id))
      if (row === undefined) return undefined
      const { body } = row
      if (!(body instanceof Uint8Array))
        throw corruptRecord(Number(row.position), 'its decision record is not bytes')
      const bytes = reading(() => unpackAttachment(body, wordOf))
      if (bytes === undefined)
        throw corruptRecord(Number(row.position), 'its decision record does not unpack')
      return { bytes, storedBytes: body.length + (row.about instanceof Uint8Array ? row.about.length : 0) }
    },
    attachmentSizes: sizesIn('attachments', 'position', attachmentBytes),
    wordSizes: sizesIn('attachment_words', 'key', 'length(body)'),
    redacting: () =>
      reading(() =>
        database
          .prepare('SELECT listener FROM redactions')
          .all()
          .map((row) => listenerId(String(row.listener))),
      ),
    wipeOwed: () => reading(() => database.prepare('SELECT 1 FROM wipe_owed').get() !== undefined),
    close() {
      if (database.isOpen) database.close()
    },
  }
}
