import type { Instant, ListenerId, RequestId } from '#domain'
import type { Place } from './cursor.ts'
import type { SlateServed } from './events.ts'

/** A decision record as it was appended, and how many bytes are kept for it (adapters may pack). */
export interface KeptRecord {
  readonly bytes: Uint8Array
  readonly storedBytes: number
}

/** A slate that was served, with the ids that its record is about; none where there is no record, or no longer. */
export interface Decision {
  readonly event: SlateServed
  readonly about: readonly string[]
  readonly place: Place
}

export interface DecisionsAsked {
  readonly limit: number
  readonly listenerId?: ListenerId | undefined
  /** The place of the last one on the page before. */
  readonly before?: Place | undefined
  /** Only what was served before this moment. Where the clock was set back, some of the hours it went through twice may be missing. */
  readonly until?: Instant | undefined
}

/** What is to be kept of records: none older, and of the others the newest that take no more than this, all that they share included. */
export interface Kept {
  readonly now: Instant
  readonly from: Instant
  readonly mostBytes: number
  /** Aborted, it ends after the step under way: what is left is let go another time. */
  readonly signal?: AbortSignal | undefined
}

/**
 * What was decided: the slates that were served, newest first, and their records as long as they are kept. Written by
 * `EventLog.append` alone, which confirms a slate and its record together; so an adapter stands in the same transaction
 * as the log, or takes the record out of it. Every adapter passes `decision-store.contract.ts`.
 */
export interface DecisionStore {
  /** Undefined when there is no record of this request, or no longer. Request ids are Segue's own, never the same twice. */
  record(id: RequestId): Promise<KeptRecord | undefined>
  /** Newest first, of one listener a look-up however much others did since. Rejects with `invalid-request` for a place of another store. */
  decisions(asked: DecisionsAsked): Promise<readonly Decision[]>
  /** Removes the records that need not be kept, by age and by size, the oldest first, and answers how many; the events stay. */
  prune(kept: Kept): Promise<number>
}
