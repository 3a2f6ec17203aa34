import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * The pages of a file of SQLite as they lie in it and in the write-ahead log beside it: none is looked for through
 * another, so a damaged one hides none. The file format is SQLite's own, https://sqlite.org/fileformat2.html.
 */
export interface PageFile {
  readonly pages: number
  /** The bytes of a page that hold anything: all, for Segue sets none aside, whatever a damaged head says. */
  readonly usable: number
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

/** What SQLite takes when it is not told otherwise: for a file whose head is damaged. */
const usualPageBytes = 4_096
const headBytes = 100
const magic = Buffer.from('SQLite format 3\0')

export const openPageFile = (path: string): PageFile => {
  const file = openSync(path, 'r')
  const wal = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : undefined
  const log = wal === undefined ? undefined : readWal(wal)
  const head = headOf(readAt(file, 0, headBytes))
  const pageBytes = log?.pageBytes ?? head?.pageBytes ?? usualPageBytes
  const page = (number: number): Buffer | undefined => {
    const at = log?.places.get(number)?.at(-1)
    return wal !== undefined && at !== undefined
      ? readAt(wal, at, pageBytes)
      : readAt(file, (number - 1) * pageBytes, pageBytes)
  }
  const newestHead = headOf(page(1)) ?? head
  const pagesOfFile = Math.floor(fstatSync(file).size / pageBytes)
  const pages = log?.hasGaps ? Math.max(log.pages, pagesOfFile, log.highest) : (log?.pages ?? pagesOfFile)
  const versions = (number: number) => {
    const places = wal !== undefined && log?.hasGaps ? log.places.get(number) : undefined
    if (wal === undefined || places === undefined) return [page(number)]
    const before = places.map((place) => readAt(wal, place, pageBytes))
    return [...before, readAt(file, (number - 1) * pageBytes, pageBytes)]
  }
  return {
    pages,
    usable: pageBytes,
    page,
    versions: (number) => versions(number).filter((found) => found !== undefined),
    unused: () => unusedFrom(newestHead?.firstUnused ?? 0, pages, page),
    close() {
      closeSync(file)
      if (wal !== undefined) closeSync(wal)
    },
  }
}

const readAt = (file: number, at: number, length: number): Buffer | undefined => {
  const bytes = Buffer.allocUnsafe(length)
  try {
    return readSync(file, bytes, 0, length, at) === length ? bytes : undefined
  } catch (thrown) {
    // What a disk answers of a place that it can't read any more.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EIO') return undefined
    throw thrown
  }
}

const headOf = (bytes: Buffer | undefined) => {
  if (bytes === undefined || !bytes.subarray(0, magic.length).equals(magic)) return undefined
  const pageBytes = pageBytesOf(bytes.readUInt16BE(16))
  return pageBytes === undefined ? undefined : { pageBytes, firstUnused: bytes.readUInt32BE(32) }
}

/** 1 stands for the largest, which two bytes can't hold. */
const pageBytesOf = (written: number): number | undefined => {
  const bytes = written === 1 ? 65_536 : written
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0 ? bytes : undefined
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

interface Wal {
  readonly pageBytes: number
  /** How many pages the database has with what is in here. */
  readonly pages: number
  readonly highest: number
  /** Where each content of a page begins, the newest last. */
  readonly places: ReadonlyMap<number, readonly number[]>
  /** Whether a frame of it is lost. */
  readonly hasGaps: boolean
}

const walHeadBytes = 32
const frameHeadBytes = 24

/**
 * What was committed: frames count up to the last that ends a transaction. The sum of each goes on from the one written
 * in the frame before, so one that is damaged is passed over and those behind it can still be told from older ones.
 */
const readWal = (wal: number): Wal | undefined => {
  const head = readAt(wal, 0, walHeadBytes)
  if (head === undefined || head.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return undefined
  const isBigEndian = head.readUInt32BE(0) % 2 === 1
  const pageBytes = pageBytesOf(head.readUInt32BE(8))
  if (pageBytes === undefined || !isSum(sumOf(head.subarray(0, 24), isBigEndian, [0, 0]), head, 24))
    return undefined
  const places = new Map<number, number[]>()
  let open: [number, number][] = []
  let [pages, hasBad, hasGaps] = [0, false, false]
  let before: Sum | undefined = sumAt(head, 24)
  const frames = Math.floor((fstatSync(wal).size - walHeadBytes) / (frameHeadBytes + pageBytes))
  for (let index = 0; index < frames; index++) {
    const at = walHeadBytes + index * (frameHeadBytes + pageBytes)
    const frame = readAt(wal, at, frameHeadBytes + pageBytes)
    const isOfThis = frame === undefined || frame.subarray(8, 16).equals(head.subarray(16, 24))
    const isGood =
      frame !== undefined && isOfThis && before !== undefined && isWhole(frame, isBigEndian, before)
    before = frame && sumAt(frame, 16)
    hasGaps ||= isGood ? hasBad : isOfThis
    hasBad ||= !isGood
    if (!isGood) continue
    open.push([frame.readUInt32BE(0), at + frameHeadBytes])
    const pagesAfter = frame.readUInt32BE(4)
    if (pagesAfter === 0) continue
    pages = pagesAfter
    for (const [number, place] of open) {
      const known = places.get(number)
      if (known === undefined) places.set(number, [place])
      else known.push(place)
    }
    open = []
  }
  const highest = places.keys().reduce((most, number) => Math.max(most, number), 0)
  return pages === 0 ? undefined : { pageBytes, pages, highest, places, hasGaps }
}

const isWhole = (frame: Buffer, isBigEndian: boolean, before: Sum): boolean => {
  const sum = sumOf(frame.subarray(0, 8), isBigEndian, before)
  return isSum(sumOf(frame.subarray(frameHeadBytes), isBigEndian, sum), frame, 16)
}

type Sum = readonly [number, number]

const sumAt = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]

const isSum = ([first, second]: Sum, bytes: Buffer, at: number): boolean =>
  bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second

const sumOf = (bytes: Buffer, isBigEndian: boolean, [from0, from1]: Sum): Sum => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let [first, second] = [from0, from1]
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + view.getUint32(at, !isBigEndian) + second) >>> 0
    second = (second + view.getUint32(at + 4, !isBigEndian) + first) >>> 0
  }
  return [first, second]
}
