import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EventLog, type EventType, newestFirst, type Recorded } from '#log'
import type { Features } from './create-features.ts'

/**
 * Folds what must hold while the rest is folded again: all blocks, ratings and sessions, which the log finds by
 * type without reading its millions of plays, and everything that happened lately, so that radio that is playing
 * does not repeat itself. Lately is so many events, and not so many skips: a log with few of them would be
 * searched to its beginning in one go.
 */
const rare: readonly EventType[] = [
  'listener.blocked',
  'listener.unblocked',
  'track.liked',
  'track.disliked',
  'track.unrated',
  'session.started',
]
const lately = 10_000

/** Folded between two turns of the event loop: a few milliseconds of work, as in `replay`. */
const batchSize = 1_000

/** What is appended meanwhile is the caller's to fold: only what stood in the log when this began is read. */
export const foldLimits = async (
  log: Pick<EventLog, 'read' | 'latest' | 'end'>,
  features: Features,
): Promise<void> => {
  const end = await log.end()
  const from = Math.max(0, end - lately)
  const found: Recorded[] = []
  for (const type of rare) {
    for await (const one of newestFirst(log, type, { before: from + 1 })) found.push(one)
  }
  found.sort((a, b) => a.position - b.position)
  for await (const one of log.read(from)) {
    if (one.position > end) break
    found.push(one)
  }
  for (let start = 0; start < found.length; start += batchSize) {
    features.fold(found.slice(start, start + batchSize))
    await nextTurn()
  }
}
