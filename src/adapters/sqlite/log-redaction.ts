import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import { redactEvent } from '#log'
import type { Position } from './log-cursors.ts'
import { attachmentBytes } from './log-writer-database.ts'

export interface RedactedStep {
  /** Up to where nothing of the listener is left. */
  readonly reached: Position
  /** Of records that went, as they were stored. */
  readonly bytes: number
}

/** Takes a listener out of the log's rows, inside transactions that the writer makes. */
export interface LogRedaction {
  /** A short step: what stands after a position, up to another. */
  step(listener: string, after: Position, upTo: Position): RedactedStep
  /** With the name goes what tells that bytes of it are left: that is owed instead, by nobody's name, until `wipe`. */
  end(listener: string): void
  /** Outside of any transaction, for it is one. Throws `storage-failed` while somebody reads the write-ahead log. */
  wipe(): void
}

/** A listener's events of rare types are in no index by listener; looking through rows costs far less than to write them. */
const rowsLookedAt = 10_000
const rowsWritten = 200
export const secretBytes = 32

export const createLogRedaction = (database: DatabaseSync): LogRedaction => {
  const begin = database.prepare('INSERT OR IGNORE INTO redactions (listener, secret) VALUES (?, ?)')
  const begun = database.prepare('SELECT secret FROM redactions WHERE listener = ?')
  const ended = database.prepare('DELETE FROM redactions WHERE listener = ?')
  const owe = database.prepare('INSERT OR IGNORE INTO wipe_owed (one) VALUES (1)')
  const rows = database.prepare(`
    SELECT position, id, listener, type, body FROM events
    WHERE position > ? AND position <= ? AND listener = ? ORDER BY position LIMIT ?
  `)
  const change = database.prepare('UPDATE events SET id = ?, listener = ?, body = ? WHERE position = ?')
  const detach = database.prepare(
    `DELETE FROM attachments WHERE position = ? RETURNING ${attachmentBytes} AS bytes`,
  )

  const secretOf = (listener: string): Uint8Array => {
    begin.run(listener, randomBytes(secretBytes))
    const secret = begun.get(listener)?.secret
    if (!(secret instanceof Uint8Array))
      throw new AppError('storage-failed', 'The event log did not keep a redaction that began: try it again.')
    return secret
  }

  return {
    step(listener, after, upTo) {
      const secret = secretOf(listener)
      const until = Math.min(after + rowsLookedAt, upTo)
      const found = rows.all(after, until, listener, rowsWritten)
      let bytes = 0
      for (const { position = null, id, type, body } of found) {
        const row = { id: String(id), listenerId: listener, type: String(type), body: String(body) }
        const redacted = redactEvent(row, secret)
        change.run(redacted.id, redacted.listenerId, redacted.body, position)
        for (const gone of detach.all(position)) bytes += Number(gone.bytes)
      }
      const last = found.length < rowsWritten ? undefined : found.at(-1)
      return { reached: last === undefined ? until : Number(last.position), bytes }
    },
    end(listener) {
      ended.run(listener)
      owe.run()
    },
    wipe() {
      // Pages that were split keep bytes of what moved to others, which nothing but writing all of them anew takes away.
      database.exec('VACUUM')
      for (let left = tries; !isEmptied(database); left--) {
        if (left === 0) throw stillRead()
        rest(restMs)
      }
      database.exec('DELETE FROM wipe_owed')
    },
  }
}

/**
 * The database itself waits for who reads, and not for another checkpoint: that of the thread which copies the log home once a
 * second, for one, which is over in milliseconds. So both are waited for here, as long as it would wait.
 */
const tries = 250
const restMs = 20

const isEmptied = (database: DatabaseSync): boolean => {
  const { timeout } = database.prepare('PRAGMA busy_timeout').get() ?? {}
  database.exec('PRAGMA busy_timeout = 0')
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0
  } finally {
    database.exec(`PRAGMA busy_timeout = ${Number(timeout)}`)
  }
}

/** The thread of the log has nothing else to do: whoever appends waits for what is wiped anyway. */
const rest = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

const stillRead = (): AppError =>
  new AppError(
    'storage-failed',
    'What was removed from the event log still stands in log.db-wal, which somebody reads: try it again in a moment.',
  )
