import type { History } from './data-sets/interactions.ts'
import type { SessionSoFar } from './data-sets/session-so-far.ts'
import type { Play } from './data-sets/sessions.ts'
import type { Votes } from './votes.ts'

/**
 * What comes next in a session. It is asked with a session, told event by event, and with what the listener heard before it;
 * it keeps no listener. What was heard already may come again, items that no training knew too.
 */
export interface NextScorer {
  /** What was chosen or fitted while learning. */
  readonly facts: Readonly<Record<string, unknown>>
  open(history: History): NextSession
  /** A session that ended: it counts from the next question on, as it would have in training. */
  ended(plays: readonly Play[]): void
}

export interface NextSession {
  heard(play: Play): void
  /** Best first, each item once; empty where nothing speaks for any. */
  top(count: number): NextItems
}

export interface NextItems {
  readonly items: Uint32Array
  readonly scores: Float64Array
}

/** What remembers sessions that ended, and votes for what comes next in one that goes on. */
export interface SessionMemory {
  /** In the order of their end. */
  add(plays: readonly Play[]): void
  vote(session: SessionSoFar, votes: Votes): void
}
