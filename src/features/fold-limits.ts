import type { EventLog, EventType, Recorded } from '#log'
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

export const foldLimits = async (log: Pick<EventLog, 'latest'>, features: Features): Promise<void> => {
  const found: Recorded[] = []
  for (const type of rare) for (const one of await log.latest(type, Number.MAX_SAFE_INTEGER)) found.push(one)
  for (const type of frequent) for (const one of await log.latest(type, newestOfFrequent)) found.push(one)
  features.fold(found.sort((a, b) => a.position - b.position))
}
