import type { AppError, ListenerId } from '#domain'
import type { Batch, Cursor } from '#log'

/** With more events than this still to fold, a follower is not what others take it for, and it is told. */
export const farBehind = 10_000

/**
 * Whoever folds the log behind the acknowledgement: what a crowd did, statistics, what is handed to other systems. What one
 * listener did and reads again at once is no follower's; `createFeatures`. A follower may be late and is never wrong: it
 * says up to where it has folded, and that place is made durable together with what it folded, in one step.
 *
 * Delivery is at least once: a batch may come again, from a place before its cursor too, and each event counts once. The
 * sequence numbers of each listener tell what is known (`last-folded.ts`). One call is under way at a time, save for `save` and `check`.
 */
export interface Follower {
  /** For metrics and faults, as it is written there. */
  readonly name: string
  /** Told while it is far behind: what it does, and what is served meanwhile; sentences for whoever runs the server. */
  readonly whenBehind: string
  /** Everything up to here is folded; at the start, that is what was saved. */
  readonly cursor: Cursor
  /**
   * Folds a few hundred events at most and stands at the end of the batch. Rejects with `states-damaged` when what it has kept
   * can't be read: it is told to start again then. Whatever else it rejects with, it is given the same again.
   */
  fold(batch: Batch): Promise<void>
  /** Told each time when nothing is left to fold for now. */
  atEnd(): Promise<void>
  /** Forgets all and stands at the start of the log: for damage, or because the log does not know the cursor. */
  startAgain(damage: AppError | undefined): Promise<void>
  /** Makes what is folded durable, with the cursor. */
  save(): Promise<void>
  /** Looks through what is kept; rejects as `fold` does. */
  check(): Promise<void>
  /** Forgets a listener, as `Features.forget` does. What a crowd did stays. */
  forget(listener: ListenerId): Promise<void>
  /** See `StateStore`. */
  wipe(): Promise<void>
  /** Lets go of what it holds, saving nothing. Idempotent; nothing is asked of it afterwards. */
  close(): Promise<void>
}
