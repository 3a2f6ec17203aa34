import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Instant } from '#domain'
import type { Position } from '#log'
import type { LogWriterClient } from './log-writer-client.ts'
import type { EventLogReader } from './sqlite-event-log-reader.ts'

/** What is to be kept of attachments: none older, and of the others the newest that take no more than this. */
export interface Kept {
  readonly from: Instant
  readonly mostBytes: number
}

/** How much one step does: few enough rows and pages that an append behind it hardly waits. */
const stepRows = 200
const stepPages = 256
/** Pages left free in the file for the next appends: giving them all back would mean to take them again. */
const sparePages = 2_048

/**
 * Lets attachments go, the oldest first, and gives their space back to the disk. Every step is a short
 * transaction of its own and stands in the same queue as appends, so serving goes on in between. What is
 * stored is added up once and then followed: a sum over a million rows has no place in every turn.
 */
export const createRetention = (
  reader: Pick<EventLogReader, 'attachmentSizes'>,
  writer: Pick<LogWriterClient, 'prune' | 'giveBack'>,
) => {
  let counted: Position = 0
  let bytes = 0
  let turn: Promise<unknown> = Promise.resolve()

  const countNew = async (): Promise<void> => {
    for (;;) {
      const page = reader.attachmentSizes(counted)
      const last = page.at(-1)
      if (last === undefined) return
      counted = last.position
      for (const row of page) bytes += row.bytes
      await nextTurn()
    }
  }

  const drop = async (before: Instant | undefined, rows: number): Promise<number> => {
    const step = await writer.prune(before, counted, rows)
    bytes -= step.bytes
    return step.removed
  }

  const apply = async ({ from, mostBytes }: Kept): Promise<number> => {
    await countNew()
    let removed = 0
    for (;;) {
      const step = await drop(from, stepRows)
      removed += step
      if (step < stepRows) break
    }
    while (bytes > mostBytes) {
      const step = await drop(undefined, bytes - mostBytes > 8 * 1_048_576 ? stepRows : 20)
      if (step === 0) break
      removed += step
    }
    while ((await writer.giveBack(stepPages, sparePages)) > 0) await nextTurn()
    return removed
  }

  /** One at a time; answers how many attachments went. */
  return (kept: Kept): Promise<number> => {
    const mine = turn.then(() => apply(kept))
    turn = mine.catch(() => {})
    return mine
  }
}
