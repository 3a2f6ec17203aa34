import type { FeatureState } from './feature.ts'

/**
 * One owner's states in one typed array: an open-addressing hash table (linear probing, at most 3/4 full) of
 * rows [key, number, number …, mark]. The trap closed here is memory, its size and its latency: a `Map` of tuples
 * takes several times the room, and a request that reads thousands of values of owners the processor has not
 * seen lately waits at every pointer on the way. Hence plain functions over one array instead of an object with
 * methods; a value that isn't there, the usual answer, costs one look.
 * Keys are integers from 0. States are never taken out: an owner leaves as a whole.
 */
export interface StateTable {
  /** Numbers per row: the key, room for the widest state, and the mark. */
  readonly stride: number
  /** Rows are a power of two. */
  rows: Float64Array
  /** 32 − log2 of the number of rows. */
  shift: number
  size: number
}

const free = -1
const fewestRowsLog2 = 1

/** `width` is the room for one state. */
export const createStateTable = (width: number): StateTable => ({
  stride: width + 2,
  rows: new Float64Array((width + 2) << fewestRowsLog2).fill(free),
  shift: 32 - fewestRowsLog2,
  size: 0,
})

/** The row that has the key, or the free one where it belongs. Fibonacci hashing (Knuth, TAOCP 3, 6.4). */
const rowOf = ({ rows, shift, stride }: StateTable, key: number): number => {
  let row = (Math.imul(key, 0x9e3779b1) >>> shift) * stride
  while (rows[row] !== key && rows[row] !== free) {
    row += stride
    if (row === rows.length) row = 0
  }
  return row
}

const grow = (table: StateTable): void => {
  const { rows: old, stride } = table
  table.rows = new Float64Array(old.length * 2).fill(free)
  table.shift -= 1
  for (let from = 0; from < old.length; from += stride) {
    const key = old[from] ?? free
    if (key === free) continue
    const to = rowOf(table, key)
    for (let part = 0; part < stride; part++) table.rows[to + part] = old[from + part] ?? 0
  }
}

const tupleAt = (rows: Float64Array, first: number, width: number): FeatureState => {
  // Written out for the usual widths: a literal has the right size at once.
  if (width === 1) return [rows[first] ?? 0]
  if (width === 2) return [rows[first] ?? 0, rows[first + 1] ?? 0]
  if (width === 3) return [rows[first] ?? 0, rows[first + 1] ?? 0, rows[first + 2] ?? 0]
  return Array.from(rows.subarray(first, first + width))
}

/** A state of so many numbers, as a new tuple; undefined when there is none. */
export const readState = (table: StateTable, key: number, width: number): FeatureState | undefined => {
  const row = rowOf(table, key)
  return table.rows[row] === free ? undefined : tupleAt(table.rows, row + 1, width)
}

/** Sets a state; true when the key is new. */
export const putState = (table: StateTable, key: number, state: FeatureState): boolean => {
  let row = rowOf(table, key)
  const isNew = table.rows[row] === free
  if (isNew) {
    if ((table.size + 1) * 4 * table.stride > table.rows.length * 3) {
      grow(table)
      row = rowOf(table, key)
    }
    table.rows[row] = key
    table.size += 1
  }
  for (let index = 0; index < state.length; index++) table.rows[row + 1 + index] = state[index] ?? 0
  return isNew
}

/** Gives a state that is there a mark from 0 on, and answers the one before; below 0 when it had none. */
export const markState = (table: StateTable, key: number, mark: number): number => {
  const at = rowOf(table, key) + table.stride - 1
  const before = table.rows[at] ?? free
  table.rows[at] = mark
  return before
}

/** The keys that leave this remainder when divided by `divisor`, in no promised order. */
export const keysLeaving = (table: StateTable, remainder: number, divisor: number): readonly number[] => {
  const { rows, stride } = table
  const keys: number[] = []
  for (let row = 0; row < rows.length; row += stride) {
    const key = rows[row] ?? free
    if (key !== free && key % divisor === remainder) keys.push(key)
  }
  return keys
}
