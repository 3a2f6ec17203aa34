import type { Cursor, SequenceNumber } from './cursor.ts'
import type { AppEvent } from './events.ts'

/** An event on its way in, with its decision record (≤ `maxRecordBytes`) when it is a slate that was served. */
export interface Entry {
  readonly event: AppEvent
  /** Stored in the same transaction; `DecisionStore` gives it back by the event's id, which is that of the request. */
  readonly record?: Uint8Array
  /**
   * Texts that stand in the record, in this order, and in many others too: an adapter may keep them once. A
   * hint that changes nothing of what is read back.
   */
  readonly repeats?: readonly string[]
  /** Ids that the record is about. They are kept beside it and let go with it; `DecisionStore.decisions` tells them. */
  readonly about?: readonly string[]
}

export interface Recorded {
  readonly sequence: SequenceNumber
  readonly event: AppEvent
}

/** Events as a follower is handed them. Whoever stood at `after` and has folded all of them stands at `through`. */
export interface Batch {
  /**
   * At most a thousand where they were read, so that a reader may breathe between two batches. None where all that stands
   * between the two cursors is passed over: of a type or version that a newer Segue wrote and marked so (`decodeStored`).
   */
  readonly recorded: readonly Recorded[]
  readonly after: Cursor
  readonly through: Cursor
}

/** What one append did: the entries newly stored, in the order given; the rest were known by listener and id. */
export interface Appended extends Batch {
  readonly duplicates: number
}

/**
 * The event log: append-only, durable, the only truth. Every adapter passes `event-log.contract.ts`.
 *
 * - **Append.** Resolves only when every entry is durable (survives power loss), and appends all or none, decision
 *   records with their events: a record is never there without its `slate.served`, and none is missing beside an
 *   event that was just confirmed. Concurrent appends may share one commit. An event is known by its listener and its
 *   id: sent again, in the same batch or later, it is accepted and stored once (the first one stays). Another listener's
 *   event of the same id is another event: clients number theirs alone. Rejects with `disk-full` or `storage-failed`,
 *   and nothing of the batch is stored; or with `maybe-stored`, when nobody can say: then nothing more is taken until a
 *   restart, which reads what is there.
 * - **Order** is promised within a listener only: as the calls were, told by sequence numbers. A log may be partitioned
 *   by listener, and then two readings may mix listeners otherwise.
 * - **Delivery** is at least once: what was read may be read again, from the same cursor and from a later one. To fold once
 *   is the follower's part, by the sequence numbers of each listener.
 * - What one process appends, with nobody else appending where it does, is one chain: each append begins `after` where
 *   the one before it ended.
 */
export interface EventLog {
  append(entries: readonly Entry[]): Promise<Appended>
  /** What follows a cursor of this log, up to the end as it was when reading began. */
  read(from: Cursor, signal?: AbortSignal): AsyncIterable<Batch>
  /** Behind the newest event; `logStart` when empty. */
  end(): Promise<Cursor>
  /** How many events follow, passed over or not; undefined where this log knows no such place: it is shorter, or another one. */
  lag(from: Cursor): Promise<number | undefined>
  /** A place with at least the newest `count` events behind it, and few more; `logStart` where there are not more. */
  tail(count: number): Promise<Cursor>
  /** Resolves when an event could be stored now, by trying the disk; rejects as `append` would. Stores none. */
  check(): Promise<void>
  /** Waits for appends under way, then lets go of files and threads. Idempotent. */
  close(): Promise<void>
}
