import { setImmediate as nextTurn } from 'node:timers/promises'
import { type EventLog, type EventType, newestFirst, type Recorded } from '#log'
import type { Features } from './create-features.ts'

/**
 * Folds what must hold while the rest is folded again: all blocks, ratings and sessions, which the log finds by
 * type without reading its millions of plays, and the newest plays and skips, so that radio that is playing does
 * not repeat itself.
 */
const rare: readonly EventType[] = [
  'listener.blocked',
  'listener.unblocked',
  'track.liked',
  'track.disliked',
  'track.unrated',
  'session.started',
]
const frequent: readonly EventType[] = ['track.played', 'track.skipped']
const newestOfFrequent = 2_000

/** Folded between two turns of the event loop: a few milliseconds of work, as in `replay`. */
const batchSize = 1_000

/** What is appended meanwhile is the caller's to fold: only what stood in the log when this began is read. */
export const foldLimits = async (
  log: Pick<EventLog, 'latest' | 'end'>,
  features: Features,
): Promise<void> => {
  const before = (await log.end()) + 1
  const found: Recorded[] = []
  for (const type of rare) for await (const one of newestFirst(log, type, { before })) found.push(one)
  for (const type of frequent) {
    let wanted = newestOfFrequent
    for await (const one of newestFirst(log, type, { before })) {
      found.push(one)
      wanted -= 1
      if (wanted === 0) break
    }
  }
  found.sort((a, b) => a.position - b.position)
  for (let start = 0; start < found.length; start += batchSize) {
    features.fold(found.slice(start, start + batchSize))
    await nextTurn()
  }
}
