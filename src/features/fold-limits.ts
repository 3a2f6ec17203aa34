import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EventIndex, type EventLog, type EventType, logStart, newestFirst, type Recorded } from '#log'
import type { Features } from './create-features.ts'

/**
 * Folds what must hold while the rest is folded again: all blocks, ratings and sessions, which the index finds by
 * type without reading millions of plays, and everything that happened lately, so that radio that is playing
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

export type LimitsRead = Pick<EventLog, 'read' | 'tail'> & Pick<EventIndex, 'latest'>

/**
 * What is appended meanwhile may be among it, and what comes after is the caller's to fold. Lately is read last: whatever
 * it holds of a listener, it holds all of that listener from there on, so nothing is passed over as folded that was not.
 */
export const foldLimits = async (log: LimitsRead, features: Features): Promise<void> => {
  const from = await log.tail(lately)
  const found: Recorded[] = []
  for (const type of rare) {
    const ask = (limit: number, before?: Parameters<typeof newestFirst>[1]) =>
      log.latest(type, limit, { before })
    for await (const one of newestFirst(ask)) found.push(one)
  }
  let through = from
  for await (const batch of log.read(from)) {
    for (const one of batch.recorded) found.push(one)
    through = batch.through
  }
  // Of one listener this is the order in which it was said; what was found twice is folded once.
  found.sort((a, b) => a.sequence - b.sequence)
  const after = logStart
  for (let start = 0; start < found.length; start += batchSize) {
    const isLast = start + batchSize >= found.length
    const recorded = found.slice(start, start + batchSize)
    features.fold({ recorded, after, through: isLast ? through : after })
    await nextTurn()
  }
}
