import type { EventId, ListenerId } from '#domain'
import type { Place } from './cursor.ts'
import type { Recorded } from './event-log.ts'
import type { EventType } from './events.ts'

export interface Indexed extends Recorded {
  readonly place: Place
}

/** What is asked of one listener, or of the time before a place; everything else is left out of the answer. */
export interface Within {
  readonly listenerId?: ListenerId | undefined
  /** The place of the last one on the page before. */
  readonly before?: Place | undefined
}

/**
 * Looks events up without reading the log. Derived from it, but never behind what an append has confirmed. Every adapter
 * passes `event-index.contract.ts`.
 */
export interface EventIndex {
  find(listenerId: ListenerId, id: EventId): Promise<Recorded | undefined>
  /**
   * The newest events of a type, newest first; of several listeners, as the log took them as far as it knows. Of one
   * listener it is a look-up for plays and served slates, however much others did since; of the other types it may pass
   * over events of others. Rejects with `invalid-request` for a place of another index.
   */
  latest(type: EventType, limit: number, within?: Within): Promise<readonly Indexed[]>
}
