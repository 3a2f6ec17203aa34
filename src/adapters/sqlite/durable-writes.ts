import { open } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { AppError, createTurns } from '#domain'
import { guarded, inTransaction } from './sqlite-catalog-store-database.ts'

/**
 * Transactions of a connection that does not wait for the disk itself (`synchronous = NORMAL`): each is committed on this
 * thread, and its write-ahead log is flushed beside it. A commit that waits for the disk holds everybody else up for as long
 * as the disk takes.
 *
 * One is under way until its flush is done: after a power cut only the last may be in pieces, and nobody was told of that
 * (`hidden-transactions.ts` counts on it). Where a flush fails nobody knows what is stored, so nothing more is.
 */
export const createDurableWrites = (database: DatabaseSync, flushFile = flushToDisk): DurableWrites => {
  const inTurn = createTurns()
  const path = database.location()
  let failed: AppError | undefined

  const flush = async (): Promise<void> => {
    if (path === null) return
    try {
      await flushFile(`${path}-wal`)
    } catch (cause) {
      failed = notFlushed(cause)
      throw failed
    }
  }

  return (what, write) =>
    inTurn(async () => {
      if (failed !== undefined) throw failed
      const result = guarded(what, () => inTransaction(database, write))
      await flush()
      return result
    })
}

/** All or nothing; resolves when durable. `what` completes "Can't …". */
export type DurableWrites = <Result>(what: string, write: () => Result) => Promise<Result>

const flushToDisk = async (path: string): Promise<void> => {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    // Closed meanwhile: whoever closes a database last takes all of it home, flushed, and removes the log.
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  try {
    await file?.datasync()
  } finally {
    await file?.close()
  }
}

const notFlushed = (cause: unknown): AppError =>
  new AppError(
    'maybe-stored',
    'The disk did not say that the catalogue (catalogue.db) is stored; it may be or not, and nothing more is written. Look at the disk, restart Segue, and send the request again: what is stored already is not stored twice.',
    { cause },
  )
