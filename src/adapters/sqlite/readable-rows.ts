import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isReadDamage } from './damage.ts'

export type Row = Record<string, SQLOutputValue>

/** A table whose rows are found by a whole number, and what a row must be to be believed. */
export interface Salvageable {
  readonly name: string
  /** The first is its key. */
  readonly columns: readonly [string, ...string[]]
  readonly isSound: (row: Row) => boolean
}

const pageRows = 128

/**
 * The rows of a damaged table that can still be read. A damaged page fails the statement that comes by it, but not the
 * look-up of a row elsewhere: so where a page of rows fails, or holds one that can't be, each key of that stretch
 * is looked up by itself.
 */
export async function* readableRows(
  database: DatabaseSync,
  { name, columns, isSound }: Salvageable,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  const key = columns[0]
  const select = `SELECT ${columns.join(', ')} FROM ${name}`
  const page = database.prepare(`${select} WHERE ${key} > ? ORDER BY ${key} LIMIT ${pageRows}`)
  const one = database.prepare(`${select} WHERE ${key} = ?`)
  const max = database.prepare(`SELECT max(${key}) AS newest FROM ${name}`)
  const backwards = database.prepare(`${select} ORDER BY ${key} DESC`)
  const keyOf = (row: Row | undefined): number => Number(row?.[key] ?? 0)
  const end =
    (await newestOf(backwards, (row) => (isSound(row) ? keyOf(row) : 0), signal)) ??
    unlessDamaged(() => Number(max.get()?.newest ?? 0)) ??
    beyondReach(one)
  const soundAt = (at: number): readonly Row[] => {
    const row = unlessDamaged(() => one.get(at))
    return row && keyOf(row) === at && isSound(row) ? [row] : []
  }
  let looked = 0
  while (looked < end) {
    await nextTurn()
    signal.throwIfAborted()
    const from = looked
    const whole = unlessDamaged(() => page.all(from))
    if (whole?.length === 0) return
    const believed = whole?.every(
      (row, index) => keyOf(row) > (index === 0 ? from : keyOf(whole[index - 1])) && isSound(row),
    )
    const rows =
      believed && whole
        ? whole
        : Array.from({ length: pageRows }, (_, index) => soundAt(from + 1 + index)).flat()
    yield rows
    looked = believed ? keyOf(rows.at(-1)) : from + pageRows
  }
}

/**
 * The highest of the newest keys that can be believed, 0 for one that can't; undefined when damage comes before any. A
 * damaged row may claim a key so far away that nobody would ever come to it.
 */
const newestOf = async (
  backwards: StatementSync,
  believedKey: (row: Row) => number,
  signal: AbortSignal,
): Promise<number | undefined> => {
  let [newest, seen] = [0, 0]
  try {
    for (const row of backwards.iterate()) {
      newest = Math.max(newest, believedKey(row))
      if (++seen % pageRows > 0) continue
      if (newest > 0) break
      await nextTurn()
      signal.throwIfAborted()
    }
    return newest
  } catch (thrown) {
    if (!isReadDamage(thrown)) throw thrown
    return newest || undefined
  }
}

const highestKey = 2 ** 40
const probes = 64

/**
 * A key beyond all that can be read, of a table whose last page can't be: from there on every look-up fails. A probe
 * that fails may have met another damaged page, so many are made before a half is given up.
 */
const beyondReach = (one: StatementSync): number => {
  const answers = (at: number) => unlessDamaged(() => [one.get(at)]) !== undefined
  for (let top = highestKey; top > 1; top /= 2)
    for (let probe = 0; probe < probes; probe++)
      if (answers(Math.floor(top - (top / 2) * (probe / probes)))) return top
  return pageRows
}

const unlessDamaged = <Read>(read: () => Read): Read | undefined => {
  try {
    return read()
  } catch (thrown) {
    if (!isReadDamage(thrown)) throw thrown
    return undefined
  }
}
