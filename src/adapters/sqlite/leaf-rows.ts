import type { SQLOutputValue } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PageFile } from './page-file.ts'

export type Row = Record<string, SQLOutputValue>

export interface Column {
  readonly name: string
  /** A key stands beside its row and is null in it. */
  readonly type: 'KEY' | 'TEXT' | 'BLOB' | 'INTEGER'
  readonly isOptional: boolean
}

/** What is held at once: the first rows that come to so many bytes. */
const batchBytes = 262_144
/** Pages without a row take time too. */
const turnPages = 256
const tableLeaf = 0x0d
const indexLeaf = 0x0a
const indexInterior = 0x02

/** Whether rows go in their time: what is let go must not come back. Where none goes, no list of what is unused is believed. */
export type Kept = 'for-good' | 'until-let-go'

/**
 * The rows of a table whose key is a whole number, from every page that holds rows and is in use, in the order of the
 * file and not through the tree of the table. What table a row is of is not written beside it: all that have the
 * columns come, and it is for the caller to believe them.
 */
export const leafRows = (file: PageFile, columns: readonly Column[], kept: Kept, signal: AbortSignal) =>
  walked(file, kept, signal, (page) =>
    page[0] === tableLeaf ? cellsOf(page, 8).map((at) => () => rowAt(file, page, at, columns)) : [],
  )

/** The same for an index, the columns it is ordered by and the key of the row; without what goes on in other pages. */
export const indexRows = (file: PageFile, columns: readonly Column[], kept: Kept, signal: AbortSignal) =>
  walked(file, kept, signal, (page) => {
    if (page[0] === indexLeaf) return cellsOf(page, 8).map((at) => () => entryAt(file, page, at, columns))
    if (page[0] !== indexInterior) return []
    return cellsOf(page, 12).map((at) => () => entryAt(file, page, at + 4, columns))
  })

interface Found {
  readonly row: Row
  readonly bytes: number
}

async function* walked(
  file: PageFile,
  kept: Kept,
  signal: AbortSignal,
  rowsOf: (page: Buffer) => readonly (() => Found | undefined)[],
): AsyncGenerator<readonly Row[]> {
  const unused = file.unused()
  let rows: Row[] = []
  let bytes = 0
  const pagesAt = (number: number): readonly Buffer[] => {
    if (kept === 'for-good') return file.versions(number)
    const page = unused.has(number) ? undefined : file.page(number)
    return page === undefined ? [] : [page]
  }
  for (let number = 1; number <= file.pages; number++) {
    if (number % turnPages === 0) {
      await nextTurn()
      signal.throwIfAborted()
    }
    for (const read of pagesAt(number).flatMap(rowsOf)) {
      const found = read()
      if (found === undefined) continue
      rows.push(found.row)
      bytes += found.bytes
      if (bytes < batchBytes) continue
      await nextTurn()
      signal.throwIfAborted()
      yield rows
      rows = []
      bytes = 0
    }
  }
  yield rows
}

/** Where the rows of a page begin; `head` is what stands before the list of them. */
const cellsOf = (page: Buffer, head: number): readonly number[] => {
  const cells = Math.min(page.readUInt16BE(3), (page.length - head) / 2)
  return Array.from({ length: Math.floor(cells) }, (_, index) => page.readUInt16BE(head + 2 * index))
}

const entryAt = (file: PageFile, page: Buffer, at: number, columns: readonly Column[]): Found | undefined => {
  const cursor = { bytes: page, at }
  const length = nextNumber(cursor)
  // What is longer than a quarter of a page goes on in another one.
  if (!(length <= Math.floor(((file.usable - 12) * 64) / 255) - 23)) return undefined
  const local = page.subarray(cursor.at, Math.min(cursor.at + length, file.usable))
  const kinds = kindsOf(local, length, columns)
  if (kinds === undefined || local.length < length) return undefined
  return { row: rowOf(local, 0, kinds, columns), bytes: length + rowBytes }
}

const rowAt = (file: PageFile, page: Buffer, at: number, columns: readonly Column[]): Found | undefined => {
  const cursor = { bytes: page, at }
  const length = nextNumber(cursor)
  const key = nextNumber(cursor)
  if (!(Number.isSafeInteger(key) && length <= file.pages * file.usable)) return undefined
  const here = bytesInPage(length, file.usable)
  const local = page.subarray(cursor.at, Math.min(cursor.at + here, file.usable))
  const kinds = kindsOf(local, length, columns)
  if (kinds === undefined || local.length < here) return undefined
  const nextPage = here < length && cursor.at + here + 4 <= file.usable ? cursor.at + here : undefined
  const whole = here === length ? local : joined(file, local, nextPage && page.readUInt32BE(nextPage), length)
  return whole && { row: rowOf(whole, key, kinds, columns), bytes: length + rowBytes }
}

/** What a row takes besides its values, about. */
const rowBytes = 200

/** How much of a row stands in its page; the rest goes on in others. */
const bytesInPage = (length: number, usable: number): number => {
  const most = usable - 35
  if (length <= most) return length
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const filled = least + ((length - least) % (usable - 4))
  return filled <= most ? filled : least
}

/** With the pages in which it goes on: as many as its length asks for, so a ring of them ends too. */
const joined = (
  file: PageFile,
  local: Buffer,
  first: number | undefined,
  length: number,
): Buffer | undefined => {
  const pieces = [local]
  let next = first ?? 0
  for (let missing = length - local.length; missing > 0; missing -= file.usable - 4) {
    const page = next > 0 && next <= file.pages ? file.page(next) : undefined
    if (page === undefined) return undefined
    pieces.push(page.subarray(4, 4 + Math.min(missing, file.usable - 4)))
    next = page.readUInt32BE(0)
  }
  return next === 0 ? Buffer.concat(pieces) : undefined
}

interface Kinds {
  readonly start: number
  readonly kinds: readonly number[]
}

/** What a row says of its values, when these are the columns. */
const kindsOf = (local: Buffer, length: number, columns: readonly Column[]): Kinds | undefined => {
  const cursor = { bytes: local, at: 0 }
  const start = nextNumber(cursor)
  const kinds: number[] = []
  let end = start
  while (cursor.at < start) {
    const kind = nextNumber(cursor)
    const column = columns[kinds.length]
    if (column === undefined || !isOf(kind, column)) return undefined
    kinds.push(kind)
    end += bytesOf(kind)
  }
  const isWhole = columns.slice(kinds.length).every(({ isOptional }) => isOptional)
  return cursor.at === start && end === length && isWhole ? { start, kinds } : undefined
}

const isOf = (kind: number, { type, isOptional }: Column): boolean => {
  if (kind === 0) return isOptional || type === 'KEY'
  if (type === 'INTEGER') return kind <= 6 || kind === 8 || kind === 9
  return type !== 'KEY' && kind >= 12 && kind % 2 === (type === 'TEXT' ? 1 : 0)
}

const numberBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]
const bytesOf = (kind: number): number => numberBytes[kind] ?? Math.floor((kind - 12) / 2)

const rowOf = (whole: Buffer, key: number, { start, kinds }: Kinds, columns: readonly Column[]): Row => {
  const row: Row = {}
  let at = start
  for (const [index, { name, type }] of columns.entries()) {
    const kind = kinds[index] ?? 0
    const value = whole.subarray(at, at + bytesOf(kind))
    at += value.length
    if (type === 'KEY') row[name] = key
    else if (kind === 0) row[name] = null
    else if (type === 'INTEGER') row[name] = wholeNumber(kind, value)
    else row[name] = type === 'TEXT' ? value.toString() : new Uint8Array(value)
  }
  return row
}

/** 8 and 9 are the numbers 0 and 1, without a byte. */
const wholeNumber = (kind: number, value: Buffer): number => {
  if (kind >= 8) return kind - 8
  return kind === 6 ? Number(value.readBigInt64BE()) : value.readIntBE(0, value.length)
}

interface Cursor {
  readonly bytes: Buffer
  at: number
}

/** Seven bits a byte, the last without its highest bit; the ninth is whole. Not a number behind the end. */
const nextNumber = (cursor: Cursor): number => {
  let value = 0
  for (let read = 0; ; read++) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) return Number.NaN
    if (read === 8) return value * 256 + byte
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return value
  }
}
