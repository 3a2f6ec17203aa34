import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '#domain'
import { isFileDamage, whyNotOpened } from './damage.ts'
import type { Failure } from './log-writer-messages.ts'

const sqliteFull = 13
const sqliteIoError = 10
/** Below this much free space an unexplained write error is taken for a full disk. */
const nearlyFullBytes = 1_048_576

/**
 * What went wrong in SQLite, as a sentence that says what to do. A full disk has two faces: SQLITE_FULL from a
 * write, and a plain I/O error where only the shared-memory file failed to grow; the second is told apart by
 * asking the file system. Callers far away read these sentences, so they name no path; those of the opening do.
 */
export const logWriterFailure = (thrown: unknown, path: string): Failure => {
  if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message }
  if (isFull(thrown, path))
    return {
      code: 'disk-full',
      message: `The disk of the event log is full, so nothing is stored: free some space and send it again.`,
    }
  const code = 'storage-failed'
  if (isFileDamage(thrown)) return { code, message: `Nothing is stored. ${logDamaged}`, isDamage: true }
  return {
    code,
    message: `The event log could not be written, so nothing is stored: ${messageOf(thrown)}. Check the disk and the rights on the folder, then send it again.`,
  }
}

/** The same for a log that could not be opened. */
export const logOpenFailure = (thrown: unknown, path: string): Failure => {
  if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message }
  if (isFull(thrown, path)) {
    const message = `The disk of the event log (${path}) is full: free some space and start again.`
    return { code: 'disk-full', message }
  }
  const message = isFileDamage(thrown)
    ? logDamaged
    : `The event log (${path}) could not be opened: ${whyNotOpened(thrown, path)}. Check the path and the rights on it, or restore the file from a backup.`
  return { code: 'storage-failed', message }
}

/**
 * Said wherever damage is met, by a read, a write or the opening: a log can't be made again from anything. It must
 * not send anybody to the backup alone, or what came after the backup would be thrown away with the damage.
 */
export const logDamaged =
  'The event log (log.db) is damaged. Stop Segue, keep log.db and log.db-wal as they are, and make a new log of what can still be read and of a backup: docs/runbooks/damaged-log-or-catalogue.md says how.'

const missingMeanwhile =
  'what stood in its damaged part is missing from answers and from what a start folds again.'

/** Said while a damaged log goes on: to refuse events would lose every one of them, to store them loses none. */
export const logDamagedMeanwhile = `${logDamaged} Until then events are still accepted and stored in the damaged file, but ${missingMeanwhile}`

/** Said once a write has met the damage: which events do is not known before they are sent. */
export const logDamagedForWrites = `${logDamaged} Until then events are refused that can not be stored without the damaged part, which may be all of them, and ${missingMeanwhile}`

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

const isFull = (thrown: unknown, path: string): boolean => {
  if (typeof thrown !== 'object' || thrown === null) return false
  if ('code' in thrown && thrown.code === 'ENOSPC') return true
  if (!('errcode' in thrown) || typeof thrown.errcode !== 'number') return false
  // The low byte is the kind of error, the rest a detail of it.
  const kind = thrown.errcode & 0xff
  return kind === sqliteFull || (kind === sqliteIoError && freeBytes(path) < nearlyFullBytes)
}

/** Throws as a full disk would when hardly any space is left: one page may still fit where an event does not. */
export const assertSpace = (free: number): void => {
  if (free < nearlyFullBytes) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
}

/** What is left of the disk that a file is on; without end where nobody can say. */
export const freeBytes = (path: string): number => {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
