import { statSync } from 'node:fs'
import { basename } from 'node:path'

/** SQLite's primary result codes (the low byte of the extended ones) that a sound file never gives. */
const corrupt = 11
const notDatabase = 26
/** Statements here are fixed, so an error in one of them says that tables are missing or other ones. */
const statementError = 1
const readError = 10

/** The primary result code of an error of SQLite; undefined for any other error. */
export const sqliteCodeOf = (thrown: unknown): number | undefined =>
  thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : undefined

/** True when the file itself is at fault: reading it again, or later, gives the same. */
export const isFileDamage = (thrown: unknown): boolean =>
  [corrupt, notDatabase, statementError].includes(sqliteCodeOf(thrown) ?? 0)

/** The same for a read, where a file cut short may show as a failed read. */
export const isReadDamage = (thrown: unknown): boolean =>
  isFileDamage(thrown) || sqliteCodeOf(thrown) === readError

/** What is read, or undefined where the file is at fault. */
export const unlessDamaged = <Read>(read: () => Read): Read | undefined => {
  try {
    return read()
  } catch (thrown) {
    if (!isReadDamage(thrown) && !isOutOfRange(thrown)) throw thrown
    return undefined
  }
}

/** Of a number that is too large for this language, which was never written. */
const isOutOfRange = (thrown: unknown): boolean =>
  thrown instanceof RangeError && 'code' in thrown && thrown.code === 'ERR_OUT_OF_RANGE'

/** SQLite says of a folder in the place of a file that it can't open or can't read it: the one cause that can be told. */
export const folderInTheWay = (path: string): string | undefined => {
  const suffix = ['', '-wal', '-shm', '-journal'].find((each) =>
    statSync(path + each, { throwIfNoEntry: false })?.isDirectory(),
  )
  return suffix === undefined
    ? undefined
    : `${basename(path)}${suffix} is a folder where a file belongs; move it away`
}

export const whyNotOpened = (thrown: unknown, path: string): string =>
  folderInTheWay(path) ?? (thrown instanceof Error ? thrown.message : String(thrown))
