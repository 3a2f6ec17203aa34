import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventLog, Latest, Within } from './event-log.ts'
import type { EventType } from './events.ts'

/** Rows per turn of the event loop: slates of home, the largest events there are, take some ten milliseconds. */
const windowRows = 32

/**
 * All events of a type, newest first. The trap closed here is a log that answers without leaving the thread: a walk
 * through thousands of rows that only awaits such answers lets nobody else in, so each window has a turn of its own.
 */
export async function* newestFirst(
  log: Pick<EventLog, 'latest'>,
  type: EventType,
  { listenerId, before }: Within = {},
): AsyncIterable<Latest> {
  let from = before
  for (;;) {
    const rows = await log.latest(type, windowRows, { listenerId, before: from })
    yield* rows
    from = rows.at(-1)?.position
    if (rows.length < windowRows) return
    await nextTurn()
  }
}
