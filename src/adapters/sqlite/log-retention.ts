import { setImmediate as nextTurn } from 'node:timers/promises'
import { createTurns, type ListenerId } from '#domain'
import type { Kept } from '#log'
import type { Position } from './log-cursors.ts'
import type { LogWriterClient } from './log-writer-client.ts'
import type { PruneRequest } from './log-writer-messages.ts'
import type { EventLogReader, StoredSize } from './sqlite-event-log-reader.ts'

/**
 * Words leave a while after the records that needed them. As long as that costs no more than this part of the records
 * that usually fit, records go by their sizes alone; else it is found out which words the newest need.
 */
const mostLostToWords = 1 / 4
/** How much one step gives back: few enough pages that an append behind it hardly waits. */
const stepPages = 256
/** Pages left free in the file for the next appends: giving them all back would mean to take them again. */
const sparePages = 2_048

/**
 * Lets attachments go, the oldest first, and gives their space back to the disk. Every step is a short
 * transaction of its own and stands in the same queue as appends, so serving goes on in between. What is
 * stored is added up once and then followed: a sum over a million rows has no place in every turn. Words are
 * counted after the attachments, so that whatever a step lets go was counted before.
 */
export const createRetention = (
  reader: Pick<EventLogReader, 'attachmentSizes' | 'wordSizes'>,
  writer: Pick<LogWriterClient, 'prune' | 'fit' | 'giveBack' | 'redact'>,
) => {
  const inTurn = createTurns()

  const attachments = createCount(reader.attachmentSizes)
  const words = createCount(reader.wordSizes)
  const stored = () => attachments.bytes() + words.bytes()
  /** The part of what is stored that was attachments when it was last found out, or first looked at. */
  let usualPart: number | undefined
  const part = () => (attachments.bytes() > 0 ? attachments.bytes() / stored() : undefined)
  const wordsAreInTheWay = (mostBytes: number): boolean => {
    usualPart ??= part() ?? 1
    return mostBytes - words.bytes() < (1 - mostLostToWords) * mostBytes * usualPart
  }

  const apply = async ({ now, from, mostBytes, signal }: Kept): Promise<number> => {
    await attachments.goOn(signal)
    await words.goOn(signal)
    let removed = 0
    /** False when there was nothing to let go. */
    const drop = async (over: PruneRequest['over'], upTo = attachments.to()): Promise<boolean> => {
      signal?.throwIfAborted()
      const step = await writer.prune({ now, over, upTo })
      attachments.less(step.bytes)
      words.less(step.wordBytes)
      removed += step.removed
      return step.removed + step.words > 0
    }
    const keepWhatFits = async (): Promise<void> => {
      let beyond = await writer.fit(mostBytes)
      while (beyond === undefined) {
        signal?.throwIfAborted()
        beyond = await writer.fit()
      }
      const upTo = Math.min(beyond, attachments.to())
      while (await drop({ bytes: Number.MAX_SAFE_INTEGER }, upTo));
      usualPart = part()
    }
    if (stored() > mostBytes && wordsAreInTheWay(mostBytes)) await keepWhatFits()
    for (;;) {
      const bytes = stored()
      if (bytes <= mostBytes) break
      // Of records only their share: their words go after them.
      if (!(await drop({ bytes: ((bytes - mostBytes) * attachments.bytes()) / bytes }))) break
    }
    // Last, as it also finds the words that those records were the last to need.
    while (await drop({ before: from }));
    while ((await writer.giveBack(stepPages, sparePages)) > 0) {
      await nextTurn()
      signal?.throwIfAborted()
    }
    return removed
  }

  return {
    /** One at a time; answers how many attachments went. */
    prune: (kept: Kept): Promise<number> => inTurn(() => apply(kept)),
    /** Takes a listener's attachments away with the rest of what they did, up to a position. */
    redact: (listener: ListenerId, upTo: Position): Promise<void> =>
      inTurn(async () => {
        // What goes without having been counted would be taken off for nothing.
        await attachments.goOn(undefined)
        for (let after = 0; after < upTo; ) {
          const { reached, bytes } = await writer.redact({ listener, after, upTo })
          attachments.less(bytes)
          after = reached
        }
      }),
  }
}

/** What the rows of a table take, followed by their growing keys. */
const createCount = (sizes: (after: number) => readonly StoredSize[]) => {
  let to = 0
  let bytes = 0
  return {
    /** The last key that was counted. */
    to: () => to,
    bytes: () => bytes,
    less(gone: number): void {
      bytes -= gone
    },
    /** Adds up what came since. */
    async goOn(signal: AbortSignal | undefined): Promise<void> {
      for (;;) {
        signal?.throwIfAborted()
        const page = sizes(to)
        const last = page.at(-1)
        if (last === undefined) return
        to = last.key
        for (const row of page) bytes += row.bytes
        await nextTurn()
      }
    },
  }
}
