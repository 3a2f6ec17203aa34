import { type Stats, statSync } from 'node:fs'
import { AppError } from '#domain'

/**
 * Why a database that is open can take nothing: it is no longer the one in the folder. The system lets a process
 * write on to a file that was deleted, and all of it would end with the process, acknowledged as it was. The
 * write-ahead log is as much the database as its file is: what was committed last stands there alone. To be asked
 * before a write and again after it, since a file taken away in between holds nothing of it.
 */
export const createWhyGone = (
  path: string,
  sentence: { readonly what: string; readonly remedy: string },
): (() => AppError | undefined) => {
  const look = (file: string) => statSync(file, { throwIfNoEntry: false })
  const isSame = (one: Stats | undefined, other: Stats | undefined) =>
    one?.dev === other?.dev && one?.ino === other?.ino
  const main = look(path)
  let ahead: Stats | undefined
  return () => {
    const now = look(path)
    const aheadNow = look(`${path}-wal`)
    ahead ??= aheadNow
    if (isSame(main, now) && (now?.size ?? 0) > 0 && isSame(ahead, aheadNow)) return undefined
    return new AppError(
      'storage-failed',
      `${sentence.what} was deleted, emptied or exchanged while it was open; nothing of this request was stored. Stop Segue, ${sentence.remedy}, and start again.`,
    )
  }
}
