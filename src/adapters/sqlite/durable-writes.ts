import { close, fdatasync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { AppError, createTurns } from '#domain'
import { guarded, inTransaction } from './sqlite-catalog-store-database.ts'

/**
 * Transactions of a connection that does not wait for the disk itself (`synchronous = NORMAL`): each is committed on this
 * thread, and its write-ahead log is flushed beside it. A commit that waits for the disk holds everybody else up for as long
 * as the disk takes.
 *
 * One is under way until its flush is done: after a power cut only the last may be in pieces, and nobody was told of that
 * (`hidden-transactions.ts` counts on it). Where a flush fails nobody knows what is stored, so nothing more is.
 *
 * A connection has one log for as long as it is open. It is opened here once, within a transaction: there it exists, and
 * where it can't be opened (no descriptors left) nothing is committed that could not be flushed, and the next may try again.
 * It may have been made just now: with its first flush goes one of its folder, or a power cut could lose the name of the file.
 */
export const createDurableWrites = (database: DatabaseSync, flush: Flush = flushToDisk): DurableWrites => {
  const inTurn = createTurns()
  const path = database.location()
  let log: number | undefined
  /** Open until its name for the log is on the disk. */
  let folder: number | undefined
  let amiss: AppError | undefined

  const flushLog = async (): Promise<void> => {
    if (log === undefined) return
    try {
      await Promise.all([flush(log), folder === undefined ? undefined : flush(folder).catch(unlessUnable)])
      letGo(folder)
      folder = undefined
    } catch (cause) {
      amiss = notFlushed(cause)
      throw maybeStored(cause)
    }
  }

  return {
    durably: (what, write) =>
      inTurn(async () => {
        if (amiss !== undefined) throw amiss
        const result = guarded(what, () =>
          inTransaction(database, () => {
            if (path !== null && log === undefined) [log, folder] = openLog(`${path}-wal`)
            return write()
          }),
        )
        await flushLog()
        return result
      }),
    get amiss() {
      return amiss
    },
    close() {
      void inTurn(async () => {
        for (const file of [log, folder]) letGo(file)
        log = undefined
        folder = undefined
      })
    },
  }
}

/** Resolves when all that was written to the open file is on the disk. */
export type Flush = (descriptor: number) => Promise<void>

export interface DurableWrites {
  /** All or nothing; resolves when durable. `what` completes "Can't …". */
  durably<Result>(what: string, write: () => Result): Promise<Result>
  /** Why nothing more is written until a restart. */
  readonly amiss: AppError | undefined
  /** Lets go of the log when what is under way is flushed; the connection is the caller's. */
  close(): void
}

const flushToDisk: Flush = promisify(fdatasync)

const letGo = (descriptor: number | undefined): void => {
  if (descriptor !== undefined) close(descriptor, () => {})
}

const codeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'code' in thrown ? thrown.code : undefined

/** Where folders can't be opened or flushed at all, nobody can do more. */
const unable = new Set<unknown>(['EACCES', 'EINVAL', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EPERM'])
const unlessUnable = (thrown: unknown): void => {
  if (!unable.has(codeOf(thrown))) throw thrown
}

const openFolder = (path: string): number | undefined => {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    unlessUnable(cause)
    return undefined
  }
}

/** The log, and its folder. */
const openLog = (path: string): readonly [number, number | undefined] => {
  let folder: number | undefined
  try {
    folder = openFolder(dirname(path))
    return [openSync(path, 'r+'), folder]
  } catch (cause) {
    letGo(folder)
    const reason = codeOf(cause) ?? cause
    throw new AppError(
      'storage-failed',
      `The write-ahead log of the catalogue (catalogue.db-wal) can't be opened to have the disk store it (${reason}). Nothing of this request is stored. Send it again; if that goes on, look at how many files Segue may have open and at the rights on catalogue.db-wal.`,
      { cause },
    )
  }
}

const maybeStored = (cause: unknown): AppError =>
  new AppError(
    'maybe-stored',
    'The disk did not say that the catalogue (catalogue.db) is stored; it may be or not, and nothing more is written. Look at the disk, restart Segue, and send the request again: what is stored already is not stored twice.',
    { cause },
  )

const notFlushed = (cause: unknown): AppError =>
  new AppError(
    'storage-failed',
    'The disk failed to store the catalogue (catalogue.db): what was sent last, a takedown too, may be stored or not and holds only after a restart, and nothing more is written before. Look at the disk, restart Segue, and send again what was refused.',
    { cause },
  )
