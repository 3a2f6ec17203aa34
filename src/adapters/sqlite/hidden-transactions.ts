import { closeSync, existsSync, openSync } from 'node:fs'
import { headBytes, headOf, readAt, usualPageBytes } from './file-bytes.ts'
import { readWal, type Wal } from './wal-file.ts'

/**
 * Whether to open a database would throw transactions away that were confirmed. SQLite reads its write-ahead log up to
 * the first frame that is not as it was written, says nothing of those behind it, and writes over them.
 *
 * A power cut may leave one transaction in pieces, the last, which nobody was told of: an end behind a damaged frame may
 * be its end. Two ends are not. A head that is damaged hides all; where the file has the pages already, it hides nothing.
 *
 * To be asked before anything in this process has the database open: a file that is closed here loses its locks.
 */
export const hidesTransactions = (path: string): boolean => {
  if (!existsSync(`${path}-wal`)) return false
  const wal = openSync(`${path}-wal`, 'r')
  try {
    const found = readWal(wal, () => pageBytesOf(path))
    if (found === undefined) return false
    return found.hasSoundHead ? found.endedBehind > 1 : hasWhatFileLacks(path, wal, found)
  } finally {
    closeSync(wal)
  }
}

const pageBytesOf = (path: string): number =>
  withFile(path, (file) => headOf(readAt(file, 0, headBytes)))?.pageBytes ?? usualPageBytes

const hasWhatFileLacks = (path: string, wal: number, { places, pages, pageBytes }: Wal): boolean => {
  const lacks = (file: number) =>
    [...places].some(([page, contents]) => {
      const newest = readAt(wal, contents.at(-1) ?? 0, pageBytes)
      const inFile = readAt(file, (page - 1) * pageBytes, pageBytes)
      return page <= pages && newest !== undefined && inFile?.equals(newest) !== true
    })
  return withFile(path, lacks) ?? true
}

const withFile = <Result>(path: string, read: (file: number) => Result): Result | undefined => {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    return read(file)
  } finally {
    closeSync(file)
  }
}
