import { closeSync, existsSync, openSync } from 'node:fs'
import { headBytes, headOf, readAt, usualPageBytes } from './file-bytes.ts'
import { readWal, type Wal } from './wal-file.ts'

/**
 * Whether to open a database would throw transactions away that were confirmed. SQLite reads its write-ahead log up to
 * the first frame that is not as it was written, says nothing of those behind it, and writes over them.
 *
 * A power cut may leave one transaction in pieces, the last, which nobody was told of: an end behind a damaged frame may
 * be its end. Two ends are not, nor is one of which the file has a page already: that was safe on the disk, and older
 * pages read beside it would make a database of two times. A head that is damaged hides all; where the file has the
 * pages already, it hides nothing.
 *
 * To be asked before anything in this process has the database open: a file that is closed here loses its locks.
 */
export const hidesTransactions = (path: string): boolean => {
  if (!existsSync(`${path}-wal`)) return false
  const wal = openSync(`${path}-wal`, 'r')
  try {
    const found = readWal(wal, () => pageBytesOf(path))
    if (found === undefined) return false
    if (!found.hasSoundHead) return hasWhatFileLacks(path, wal, found)
    return found.endedBehind > 1 || (found.damaged > 0 && isOfTwoTimes(path, wal, found))
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

/** The file has a page as it stands behind the damage, and what is read before the damage has it as it was. */
const isOfTwoTimes = (
  path: string,
  wal: number,
  { places, uncertain, readUpTo, pageBytes }: Wal,
): boolean => {
  const readBelow = readUpTo === 0 ? 0 : readUpTo + pageBytes
  const isMixed = (file: number) =>
    [...places, ...uncertain].some(([page]) => {
      const contents = [...(places.get(page) ?? []), ...(uncertain.get(page) ?? [])]
      const isRead = contents.findLast((at) => at < readBelow)
      const isHidden = contents.findLast((at) => at >= readBelow)
      if (isRead === undefined || isHidden === undefined) return false
      const inFile = readAt(file, (page - 1) * pageBytes, pageBytes)
      const [before, behind] = [isRead, isHidden].map((at) => readAt(wal, at, pageBytes))
      return behind !== undefined && inFile?.equals(behind) === true && before?.equals(behind) !== true
    })
  return withFile(path, isMixed) ?? false
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
