import type { EventId, ListenerId } from '#domain'
import type { AppEvent, EventType } from './events.ts'

/** Where an event stands in the log: 1 for the first, growing, never reused; 0 means "before everything". */
export type Position = number

/** An event on its way in. An attachment (≤ `maxAttachmentBytes`) is stored in the same transaction and read back by event id. */
export interface Entry {
  readonly event: AppEvent
  readonly attachment?: Uint8Array
  /**
   * Texts that stand in the attachment, in this order, and in many others too: an adapter may keep them once. A
   * hint that changes nothing of what is read back.
   */
  readonly repeats?: readonly string[]
  /** Ids that the attachment is about. They are kept beside it and let go with it; `latest` tells them. */
  readonly about?: readonly string[]
}

export interface Recorded {
  readonly position: Position
  readonly event: AppEvent
}

/** With the ids its attachment is about; none where there is no attachment, or no longer. */
export interface Latest extends Recorded {
  readonly about: readonly string[]
}

/** An attachment as it was appended, and how many bytes the log keeps for it (adapters may pack). */
export interface Attachment {
  readonly bytes: Uint8Array
  readonly storedBytes: number
}

/** What one append did: the entries newly stored, in log order; the rest were known by listener and id. */
export interface Appended {
  readonly recorded: readonly Recorded[]
  readonly duplicates: number
}

/** What is asked of one listener, or of the time before a position; everything else is left out of the answer. */
export interface Within {
  readonly listenerId?: ListenerId | undefined
  /** Strictly before this one: the last position of a page asks for the next page. */
  readonly before?: Position | undefined
}

/**
 * The event log: append-only, durable, the only truth. Every adapter passes `event-log.contract.ts`.
 *
 * - `append` resolves only when every entry is durable (survives power loss), and appends all or none.
 *   Concurrent appends may share one commit; their positions follow the order of the calls. An event is known
 *   by its listener and its id: sent again, in the same batch or later, it is accepted and stored once (the
 *   first one stays). Another listener's event of the same id is another event: clients number theirs alone.
 *   Rejects with `disk-full` or `storage-failed`, and nothing of the batch is stored; or with `maybe-stored`, when
 *   nobody can say: then nothing more is taken until a restart, which reads what is there.
 * - `read` yields events strictly after `from`, in order, up to the end as it was when reading began.
 */
export interface EventLog {
  append(entries: readonly Entry[]): Promise<Appended>
  read(from: Position, signal?: AbortSignal): AsyncIterable<Recorded>
  /**
   * The newest events of a type, newest first. Of one listener it is a look-up for plays and served slates,
   * however much others did since; of the other types it may pass over events of others.
   */
  latest(type: EventType, limit: number, within?: Within): Promise<readonly Latest[]>
  find(listenerId: ListenerId, id: EventId): Promise<Recorded | undefined>
  /** By id alone: only Segue's own events carry one, under ids it makes, never the same twice. */
  attachment(id: EventId): Promise<Attachment | undefined>
  /** Resolves when an event could be stored now, by trying the disk; rejects as `append` would. Stores none. */
  check(): Promise<void>
  /** The position of the newest event; 0 when empty. */
  end(): Promise<Position>
  /** Waits for appends under way, then lets go of files and threads. Idempotent. */
  close(): Promise<void>
}
