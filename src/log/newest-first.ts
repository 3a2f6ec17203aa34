import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Place } from './cursor.ts'

/** Asks an index or a store for a few rows, newest first, of before a place. */
export type AskOlder<Row> = (limit: number, before: Place | undefined) => Promise<readonly Row[]>

/** Rows per turn of the event loop: slates of home, the largest events there are, take some three milliseconds. */
const windowRows = 8

/**
 * All rows, newest first. The trap closed here is an index that answers without leaving the thread: a walk
 * through thousands of rows that only awaits such answers lets nobody else in, so each window has a turn of its own.
 */
export async function* newestFirst<Row extends { readonly place: Place }>(
  ask: AskOlder<Row>,
  before?: Place,
): AsyncIterable<Row> {
  let from = before
  for (;;) {
    const rows = await ask(windowRows, from)
    yield* rows
    from = rows.at(-1)?.place
    if (rows.length < windowRows) return
    await nextTurn()
  }
}
