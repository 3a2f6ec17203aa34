/**
 * The scan in plain TypeScript: the same interface, rows, ceilings and order as the WASM one, bit for bit. It is
 * what the kernel means; the tests hold the kernel to it and the bench says what the kernel gains. Every
 * `Math.fround` stands where the kernel rounds to a 32-bit float.
 */
import { inBitmask } from './bitmask.ts'
import { ceilingTerms } from './ceiling.ts'
import { quantize, queryLevels, rowLevels } from './quantize.ts'
import type { Scan, ScanShape } from './scan.ts'
import { checkDimensions, checkLength, checkLimit, checkRow } from './scan-input.ts'

interface Match {
  readonly row: number
  readonly ceiling: number
}

/** A scan without WASM; slower, otherwise `createScan`. */
export const createPlainScan = ({ dimensions, capacity }: ScanShape): Scan => {
  checkDimensions(dimensions)
  let levels = new Int8Array(capacity * dimensions)
  let scales = new Float32Array(capacity)
  let slacks = new Float32Array(capacity)
  const live: boolean[] = []
  let size = 0
  let longest = 0

  const reserve = (rows: number): void => {
    const [oldLevels, oldScales, oldSlacks] = [levels, scales, slacks]
    levels = new Int8Array(rows * dimensions)
    scales = new Float32Array(rows)
    slacks = new Float32Array(rows)
    levels.set(oldLevels)
    scales.set(oldScales)
    slacks.set(oldSlacks)
  }
  const dotOf = (row: number, query: Int16Array): number => {
    const offset = row * dimensions
    let dot = 0
    for (let i = 0; i < dimensions; i++) dot += (levels[offset + i] ?? 0) * (query[i] ?? 0)
    return dot
  }

  return {
    dimensions,
    get size() {
      return size
    },
    get memoryBytes() {
      return levels.byteLength + scales.byteLength + slacks.byteLength
    },
    set: (row, vector) => {
      checkRow(row)
      checkLength(vector, dimensions)
      if (row >= scales.length) reserve(Math.max(row + 1, Math.ceil(scales.length * 1.5)))
      const own = levels.subarray(row * dimensions, (row + 1) * dimensions)
      const { scale, error, norm } = quantize(vector, rowLevels, own)
      scales[row] = scale
      slacks[row] = error
      longest = Math.max(longest, norm + error)
      if (!live[row]) size++
      live[row] = true
    },
    has: (row) => live[row] === true,
    delete: (row) => {
      if (!live[row]) return false
      live[row] = false
      size--
      return true
    },
    find: (query, limit, { above = Number.NEGATIVE_INFINITY, allow } = {}) => {
      checkLength(query, dimensions)
      checkLimit(limit)
      const queryCodes = new Int16Array(dimensions)
      const quantized = quantize(query, queryLevels(dimensions), queryCodes)
      const { reach, margin } = ceilingTerms(quantized, longest)
      const best = createBest(limit, Math.fround(above))
      for (let row = 0; row < live.length; row++) {
        if (!live[row] || (allow !== undefined && !inBitmask(allow, row))) continue
        const dot = Math.fround(dotOf(row, queryCodes))
        const score = Math.fround(Math.fround(dot * (scales[row] ?? 0)) * quantized.scale)
        const slack = Math.fround((slacks[row] ?? 0) * reach)
        best.offer(row, Math.fround(Math.fround(score + slack) + margin))
      }
      const matches = best.matches()
      return {
        rows: Uint32Array.from(matches, ({ row }) => row),
        ceilings: Float32Array.from(matches, ({ ceiling }) => ceiling),
      }
    },
  }
}

/** Keeps the best `limit` of what is offered in row order, sorting only when twice as many have come together. */
const createBest = (limit: number, above: number) => {
  let floor = above
  let matches: Match[] = []
  const prune = (): void => {
    matches = matches.sort((a, b) => b.ceiling - a.ceiling || a.row - b.row).slice(0, limit)
    // A later row has a higher number, so it has to be better, not equal, to displace one of these.
    floor = matches[limit - 1]?.ceiling ?? floor
  }
  return {
    offer: (row: number, ceiling: number): void => {
      if (!(ceiling > floor)) return
      matches.push({ row, ceiling })
      if (matches.length >= 2 * limit + 64) prune()
    },
    matches: (): readonly Match[] => {
      prune()
      return matches
    },
  }
}
