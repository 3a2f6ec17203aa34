/**
 * Which rows can be nearest, by brute force: every row as 8-bit levels in WASM memory, one SIMD pass per query,
 * filters as bits inside the pass. Rows are found by their ceiling (`ceiling.ts`), so a row left out is proven to
 * be no better than the last one found, and a caller who keeps the floats can rescore and be exact.
 * The trap: growing detaches every view of the memory, so views are made when needed and never kept.
 */
import { inBitmask } from './bitmask.ts'
import { ceilingTerms } from './ceiling.ts'
import { loadScanKernel } from './kernel-file.ts'
import { quantize, queryLevels, rowLevels } from './quantize.ts'
import { checkDimensions, checkLength, checkLimit, checkRow } from './scan-input.ts'

export interface FindOptions {
  /** Only rows with a ceiling above this: all whose dot product is this or more, and some below. */
  readonly above?: number
  /** Only rows whose bit is set (see `bitmaskOf`); rows beyond its end are left out. */
  readonly allow?: Uint32Array
}

export interface Found {
  /** Best first: higher ceiling, then lower row. */
  readonly rows: Uint32Array
  /** `ceilings[i]` belongs to `rows[i]`: a little above the dot product of the two vectors, never below. */
  readonly ceilings: Float32Array
}

/** A set of numbered vectors, searched by dot product. Row numbers are the caller's and should be dense. */
export interface Scan {
  readonly dimensions: number
  /** How many rows are set. */
  readonly size: number
  /** Bytes set aside for rows and work space. */
  readonly memoryBytes: number
  /** Adds or replaces a row. Throws a `RangeError` for a wrong length, a bad component or a bad row number. */
  set(row: number, vector: Float32Array): void
  has(row: number): boolean
  /** False when the row was not set. */
  delete(row: number): boolean
  /** Up to `limit` rows. Throws a `RangeError` as `set` does. The answer is the caller's to keep. */
  find(query: Float32Array, limit: number, options?: FindOptions): Found
}

export interface ScanShape {
  /** A multiple of 16, at most 4096. */
  readonly dimensions: number
  /** Rows to make room for at once; more are made room for when they come. */
  readonly capacity: number
  /** The compiled kernel; the one that was built when absent. */
  readonly kernelPath?: string | undefined
}

const blockRows = 32
const slacksAt = 128
const rowsAt = 256
const pageBytes = 65_536
const mostBytes = 65_535 * pageBytes

/** A scan in WASM. Throws when the kernels are not built, a `RangeError` for a bad shape. One per thread: its memory is not shared. */
export const createScan = ({ dimensions, capacity, kernelPath }: ScanShape): Scan => {
  checkDimensions(dimensions)
  const stride = rowsAt + blockRows * dimensions
  const kernel = loadScanKernel(kernelPath)
  const { memory } = kernel
  let live = new Uint32Array(0)
  let size = 0
  let longest = 0

  const reserveBytes = (needed: number): void => {
    const missing = needed - memory.buffer.byteLength
    if (missing <= 0) return
    if (needed > mostBytes)
      throw new RangeError('A scan holds 4 GiB; these row numbers or vectors need more.')
    memory.grow(Math.ceil(missing / pageBytes))
  }
  const reserveBlocks = (blocks: number): void => {
    reserveBytes(blocks * stride)
    const larger = new Uint32Array(blocks)
    larger.set(live)
    live = larger
  }
  reserveBlocks(Math.ceil(capacity / blockRows))

  const isSet = (row: number): boolean => inBitmask(live, row)
  const flip = (row: number): void => {
    live[row >>> 5] = (live[row >>> 5] ?? 0) ^ (1 << (row & 31))
  }

  /** Where a query lies, after the blocks; see `find` in `assembly/scan.ts`. */
  const workSpaceFor = (most: number) => {
    const queryAt = live.length * stride
    const wantedAt = queryAt + dimensions * 2
    const foundAt = Math.ceil((wantedAt + live.length * 4) / 8) * 8
    reserveBytes(foundAt + most * 8)
    return { queryAt, wantedAt, foundAt }
  }
  const writeWanted = (at: number, allow: Uint32Array | undefined): void => {
    const wanted = new Uint32Array(memory.buffer, at, live.length)
    wanted.set(live)
    if (allow !== undefined)
      for (let block = 0; block < wanted.length; block++)
        wanted[block] = (live[block] ?? 0) & (allow[block] ?? 0)
  }

  return {
    dimensions,
    get size() {
      return size
    },
    get memoryBytes() {
      return memory.buffer.byteLength + live.byteLength
    },
    set: (row, vector) => {
      checkRow(row)
      checkLength(vector, dimensions)
      const block = row >>> 5
      if (block >= live.length) reserveBlocks(Math.max(block + 1, Math.ceil(live.length * 1.5)))
      const at = block * stride
      const levels = new Int8Array(memory.buffer, at + rowsAt + (row & 31) * dimensions, dimensions)
      const { scale, error, norm } = quantize(vector, rowLevels, levels)
      new Float32Array(memory.buffer, at, blockRows)[row & 31] = scale
      new Float32Array(memory.buffer, at + slacksAt, blockRows)[row & 31] = error
      longest = Math.max(longest, norm + error)
      if (isSet(row)) return
      flip(row)
      size++
    },
    has: isSet,
    delete: (row) => {
      if (!isSet(row)) return false
      flip(row)
      size--
      return true
    },
    find: (query, limit, { above = Number.NEGATIVE_INFINITY, allow } = {}) => {
      checkLength(query, dimensions)
      checkLimit(limit)
      const most = Math.min(limit, size)
      const { queryAt, wantedAt, foundAt } = workSpaceFor(most)
      const levels = new Int16Array(memory.buffer, queryAt, dimensions)
      const quantized = quantize(query, queryLevels(dimensions), levels)
      if (most === 0) return { rows: new Uint32Array(0), ceilings: new Float32Array(0) }
      writeWanted(wantedAt, allow)
      const { reach, margin } = ceilingTerms(quantized, longest)
      const count = kernel.find(
        live.length,
        dimensions,
        wantedAt,
        queryAt,
        quantized.scale,
        reach,
        margin,
        above,
        most,
        foundAt,
      )
      return unpacked(memory.buffer, foundAt, count)
    },
  }
}

const unpacked = (buffer: ArrayBuffer, at: number, count: number): Found => {
  const pairs = new Uint32Array(buffer, at, count * 2)
  const values = new Float32Array(buffer, at, count * 2)
  const rows = new Uint32Array(count)
  const ceilings = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    rows[i] = pairs[i * 2] ?? 0
    ceilings[i] = values[i * 2 + 1] ?? 0
  }
  return { rows, ceilings }
}
