import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { unlessDamaged } from './damage.ts'

export type Row = Record<string, SQLOutputValue>

/** A table whose rows are found by a whole number, and what a row must be to be believed. */
export interface Salvageable {
  readonly name: string
  /** The first is its key. */
  readonly columns: readonly [string, ...string[]]
  readonly isSound: (row: Row) => boolean
}

/** What is held at once: so many rows, or the first that come to so many bytes. */
const batchRows = 128
const batchBytes = 1_048_576

/**
 * The rows of a damaged table that can still be read. A damaged page fails the statement that comes by it, but not the
 * look-up of a row elsewhere: so where a batch of rows fails, or holds one that can't be, each key of that stretch
 * is looked up by itself.
 */
export async function* readableRows(
  database: DatabaseSync,
  { name, columns, isSound }: Salvageable,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  const key = columns[0]
  const select = `SELECT ${columns.join(', ')} FROM ${name}`
  const following = database.prepare(
    `${select} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key} LIMIT ${batchRows}`,
  )
  const one = database.prepare(`${select} WHERE ${key} = ?`)
  const below = database.prepare(`SELECT max(${key}) AS key FROM ${name} WHERE ${key} <= ?`)
  const keyOf = (row: Row | undefined): number => Number(row?.[key] ?? 0)
  const soundAt = (at: number): Row | undefined => {
    const row = unlessDamaged(() => one.get(at))
    return row && keyOf(row) === at && isSound(row) ? row : undefined
  }
  const end = await newestKey(
    (limit) => unlessDamaged(() => Number(below.get(limit)?.key ?? 0)),
    (at) => soundAt(at) !== undefined,
    signal,
  )
  /** Of the stretch after a key, by look-ups; those that a damaged neighbour hides from them, as they were read. */
  function* lookedUp(from: number, read: readonly Row[]): Generator<Row> {
    for (let at = from + 1; at <= from + batchRows; at++) {
      const row = soundAt(at) ?? read.find((each) => keyOf(each) === at && isSound(each))
      if (row !== undefined) yield row
    }
  }
  let looked = 0
  while (looked < end) {
    await nextTurn()
    signal.throwIfAborted()
    const from = looked
    const read = unlessDamaged(() => batchOf(following.iterate(from, end)).rows)
    if (read?.length === 0) return
    const isBelieved = read?.every(
      (row, index) => keyOf(row) > (index === 0 ? from : keyOf(read[index - 1])) && isSound(row),
    )
    const { rows, isFull } =
      isBelieved && read ? { rows: read, isFull: true } : batchOf(lookedUp(from, read ?? []))
    yield rows
    looked = isFull ? keyOf(rows.at(-1)) : from + batchRows
  }
}

/**
 * The newest key of a row that can be believed. A damaged row may claim a key so far away that nobody would ever come
 * to it: then the newest below that one is asked for.
 */
const newestKey = async (
  keyBelow: (limit: number) => number | undefined,
  isBelieved: (key: number) => boolean,
  signal: AbortSignal,
): Promise<number> => {
  let limit = Number.MAX_SAFE_INTEGER
  for (;;) {
    await nextTurn()
    signal.throwIfAborted()
    const key = keyBelow(reachOf(keyBelow, limit)) ?? 0
    if (key <= 0) return 0
    if (isBelieved(key)) return key
    limit = key - 1
  }
}

/**
 * The furthest number up to a limit below which a key can be asked for. Where the last page can't be read all fail from
 * some number on, and nothing says from which: so far ones are tried, then nearer ones, and again from the first that does
 * not fail, until none is left. Overlooked is only what is shorter than a 128th of the unreadable stretch before it.
 */
const reachOf = (keyBelow: (limit: number) => number | undefined, limit: number): number => {
  const answers = (at: number) => keyBelow(at) !== undefined
  if (answers(limit)) return limit
  let reach = 0
  for (;;) {
    const from = reach
    const ahead = farToNear.find((steps) => from + steps < limit && answers(from + steps))
    if (ahead === undefined) return reach
    reach += ahead
  }
}

/** How far ahead to look, up to the largest key there can be: a 128th of the way further each time, by one at least. */
const farToNear: readonly number[] = (() => {
  const steps: number[] = []
  for (let ahead = 1; ahead < Number.MAX_SAFE_INTEGER; ahead += Math.ceil(ahead / 128)) steps.push(ahead)
  return steps.reverse()
})()

const batchOf = (rows: Iterable<Row>): { readonly rows: readonly Row[]; readonly isFull: boolean } => {
  const taken: Row[] = []
  let bytes = 0
  for (const row of rows) {
    taken.push(row)
    for (const value of Object.values(row))
      if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length
    if (bytes >= batchBytes) return { rows: taken, isFull: true }
  }
  return { rows: taken, isFull: false }
}
