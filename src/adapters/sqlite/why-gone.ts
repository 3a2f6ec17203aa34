import { type Stats, statSync } from 'node:fs'
import { AppError } from '#domain'

/**
 * Why a database that is open can take nothing: it is no longer the one in the folder. The system lets a process
 * write on to a file that was deleted, and all of it would end with the process, acknowledged as it was. The
 * write-ahead log is as much the database as its file is: what was committed last stands there alone.
 *
 * What was gone once is gone until a restart, even when the same file is put back: it may hold what was committed
 * just before it went and was refused, and nothing in memory knows of that.
 */
export interface WhyGone {
  /** To be asked before a write: nothing of it was stored. */
  before(): AppError | undefined
  /** To be asked again after its commit: the file that went meanwhile may hold it or not. */
  after(): AppError | undefined
}

export const createWhyGone = (
  path: string,
  sentence: { readonly what: string; readonly remedy: string },
): WhyGone => {
  const look = (file: string) => statSync(file, { throwIfNoEntry: false })
  const isSame = (one: Stats | undefined, other: Stats | undefined) =>
    one?.dev === other?.dev && one?.ino === other?.ino
  const main = look(path)
  let ahead: Stats | undefined
  let gone = false
  const isGone = (): boolean => {
    if (gone) return true
    const now = look(path)
    const aheadNow = look(`${path}-wal`)
    ahead ??= aheadNow
    gone = !isSame(main, now) || (now?.size ?? 0) === 0 || !isSame(ahead, aheadNow)
    return gone
  }
  return {
    before: () =>
      isGone()
        ? new AppError(
            'storage-failed',
            `${sentence.what} was deleted, emptied or exchanged while it was open; nothing is stored. Stop Segue, ${sentence.remedy}, and start again.`,
          )
        : undefined,
    after: () =>
      isGone()
        ? new AppError(
            'maybe-stored',
            `${sentence.what} was deleted, emptied or exchanged while this request was written, which may be stored or not. Stop Segue, ${sentence.remedy}, start again, and send the request again: what is stored already is not stored twice.`,
          )
        : undefined,
  }
}
