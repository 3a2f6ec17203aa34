import { closeSync, existsSync, fstatSync, openSync } from 'node:fs'
import { headBytes, headOf, readAt, usualPageBytes } from './file-bytes.ts'
import { readWal } from './wal-file.ts'

/**
 * The pages of a file of SQLite as they lie in it and in the write-ahead log beside it: none is looked for through
 * another, so a damaged one hides none. The file format is SQLite's own, https://sqlite.org/fileformat2.html.
 */
export interface PageFile {
  readonly pages: number
  /** The bytes of a page that hold anything: all, for Segue sets none aside, whatever a damaged head says. */
  readonly usable: number
  /** How many pages of the write-ahead log are not as they were written: of what stood in them nothing is known. */
  readonly damagedFrames: number
  /** From 1; undefined for one that the disk does not give, or that is not there. */
  page(number: number): Buffer | undefined
  /**
   * A page with what it held before, as far as that is still there. Only the newest where the write-ahead log is whole;
   * with a frame of it lost, what the file has may be newer, and what a page held before may have gone to a lost one.
   */
  versions(number: number): readonly Buffer[]
  /** Pages that hold nothing any more, as far as the list of them can be read. */
  unused(): ReadonlySet<number>
  close(): void
}

export const openPageFile = (path: string): PageFile => {
  const file = openSync(path, 'r')
  const wal = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : undefined
  const head = headOf(readAt(file, 0, headBytes))
  const log = wal === undefined ? undefined : readWal(wal, () => head?.pageBytes ?? usualPageBytes)
  const pageBytes = log?.pageBytes ?? head?.pageBytes ?? usualPageBytes
  const hasGaps = log !== undefined && log.damaged > 0
  const inFile = (number: number) => readAt(file, (number - 1) * pageBytes, pageBytes)
  const inWal = (places: readonly number[] | undefined) =>
    wal === undefined ? [] : (places ?? []).map((place) => readAt(wal, place, pageBytes))
  const page = (number: number): Buffer | undefined => {
    const [newest] = inWal(log?.places.get(number)?.slice(-1))
    return newest ?? inFile(number) ?? inWal(log?.uncertain.get(number)?.slice(-1))[0]
  }
  const newestHead = headOf(page(1)) ?? head
  const pagesOfFile = Math.floor(fstatSync(file).size / pageBytes)
  const pages = hasGaps ? Math.max(log.pages, pagesOfFile, log.highest) : (log?.pages ?? pagesOfFile)
  const versions = (number: number) =>
    hasGaps
      ? [...inWal(log.places.get(number)), ...inWal(log.uncertain.get(number)), inFile(number)]
      : [page(number)]
  return {
    pages,
    usable: pageBytes,
    damagedFrames: log?.damaged ?? 0,
    page,
    versions: (number) => versions(number).filter((found) => found !== undefined),
    unused: () => unusedFrom(newestHead?.firstUnused ?? 0, pages, page),
    close() {
      closeSync(file)
      if (wal !== undefined) closeSync(wal)
    },
  }
}

/** Pages that were let go are listed in pages of their own, each with the number of the next. */
const unusedFrom = (
  first: number,
  pages: number,
  page: (number: number) => Buffer | undefined,
): ReadonlySet<number> => {
  const unused = new Set<number>()
  let next = first
  while (next > 0 && next <= pages && !unused.has(next)) {
    const list = page(next)
    const listed = list?.readUInt32BE(4) ?? 0
    // No list of what is unused, but a page that was overwritten, or one that holds something.
    if (list === undefined || listed > list.length / 4 - 2) break
    unused.add(next)
    next = list.readUInt32BE(0)
    for (let index = 0; index < listed; index++) unused.add(list.readUInt32BE(8 + 4 * index))
  }
  return unused
}
