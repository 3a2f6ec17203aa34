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
    const at = log?.places.get(number)
    return wal !== undefined && at !== undefined
      ? readAt(wal, at, pageBytes)
      : readAt(file, (number - 1) * pageBytes, pageBytes)
  }
  const newestHead = headOf(page(1)) ?? head
  const pages = log?.pages ?? Math.floor(fstatSync(file).size / pageBytes)
  return {
    pages,
    usable: pageBytes,
    page,
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
  /** Where the newest content of a page begins. */
  readonly places: ReadonlyMap<number, number>
}

const walHeadBytes = 32
const frameHeadBytes = 24

/** What was committed: frames count up to the last that ends a transaction, before the first whose sum is wrong. */
const readWal = (wal: number): Wal | undefined => {
  const head = readAt(wal, 0, walHeadBytes)
  if (head === undefined || head.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return undefined
  const isBigEndian = head.readUInt32BE(0) % 2 === 1
  const pageBytes = pageBytesOf(head.readUInt32BE(8))
  let sum = sumOf(head.subarray(0, 24), isBigEndian, [0, 0])
  if (pageBytes === undefined || !isSum(sum, head, 24)) return undefined
  const places = new Map<number, number>()
  const open = new Map<number, number>()
  let pages: number | undefined
  for (let at = walHeadBytes; ; at += frameHeadBytes + pageBytes) {
    const frame = readAt(wal, at, frameHeadBytes + pageBytes)
    if (frame === undefined || !frame.subarray(8, 16).equals(head.subarray(16, 24))) break
    sum = sumOf(frame.subarray(0, 8), isBigEndian, sum)
    sum = sumOf(frame.subarray(frameHeadBytes), isBigEndian, sum)
    if (!isSum(sum, frame, 16)) break
    open.set(frame.readUInt32BE(0), at + frameHeadBytes)
    const pagesAfter = frame.readUInt32BE(4)
    if (pagesAfter === 0) continue
    pages = pagesAfter
    for (const [number, place] of open) places.set(number, place)
    open.clear()
  }
  return pages === undefined ? undefined : { pageBytes, pages, places }
}

type Sum = readonly [number, number]

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
