import type { AppError, Instant, ListenerId } from '#domain'
import type { Batch, Cursor, Recorded } from '#log'
import type { Feature, FeatureState } from './feature.ts'
import type { StateEntry } from './owner-states.ts'

/** What is known of owners online; `createFeatures` makes it, `openFeatures` also mends it. */
export interface Features {
  /** Every event up to here is folded in. */
  readonly cursor: Cursor
  /**
   * Folds the events of a batch and stands at its end. With `lastFolded` among the features, what was folded of a listener
   * is passed over, so that events may come again; each listener's must come in order, or one that comes after a later one
   * counts as known and is lost.
   */
  fold(batch: Batch): void
  /**
   * Undefined while there is room for more folds. With too many states waiting for the store, settles when there is room
   * again or a save has failed, and never rejects. Undefined too once a save has failed, until one succeeds: waiting
   * makes no room then. Whoever folds without end waits for it between two folds, and stops at `full`.
   */
  room(): Promise<void> | undefined
  /** Why nothing more should be recorded for now: too many states wait, and the last try to save them failed. */
  readonly full: AppError | undefined
  /**
   * Brings these owners into process in one question to the store: what is then folded and read of them waits for nothing. Who
   * was not asked for is loaded when touched, on the thread that serves; a store across a network could not do that.
   */
  load(owners: readonly string[]): Promise<void>
  /** The same for those whose states these events change, before they are folded; undefined when they are here. */
  prepare(recorded: readonly Recorded[]): Promise<void> | undefined
  /** The value of a feature as of a moment. Throws `internal` for a feature that isn't folded here. */
  value(feature: Feature, owner: string, about: string, asOf: Instant): number
  /** All an owner has of a feature, in no promised order; not disturbed by later folds. */
  entries(feature: Feature, owner: string): Iterable<StateEntry>
  /** The same two, bound to one owner: for many values at once. Stays right across folds and flushes. */
  reader(owner: string): OwnerReader
  /** Resolves when all that was folded before the call is saved; one save is under way at a time. */
  flush(): Promise<void>
  /**
   * What `read` makes of the states of these owners, which are loaded before; all it may do is read. Where it meets damage
   * it is run again as soon as the log has told what must hold, so that whoever finds the damage is answered like everyone
   * after. Rejects with `states-damaged` when the log can't be read either, or takes too long to tell.
   */
  reading<Read>(owners: readonly string[], read: () => Read): Promise<Read>
  /** Why less is known here than the log tells; undefined when everything up to `cursor` is. */
  readonly amiss: AppError | undefined
  /**
   * Forgets a listener, in process before it returns and in the store when it resolves: all that names them, sessions too.
   * What they do next is folded as if they were new. Rejects as a save does, and is then to be asked again.
   */
  forget(listener: ListenerId): Promise<void>
  /** Another number after everything was folded again from the log: who was forgotten before may be back. */
  readonly generation: number
  /** See `StateStore`. */
  wipe(): Promise<void>
  /** Forgets everything, in process and in the store, to be folded again from the start of the log. */
  reset(): Promise<void>
}

export interface OwnerReader {
  /** Everything of the owner, by feature, in one pass; features without a state are there with an empty list. */
  grouped(): ReadonlyMap<Feature, readonly StateEntry[]>
  value(feature: Feature, about: string, asOf: Instant): number
  /** Undefined when there is none. */
  state(feature: Feature, about: string): FeatureState | undefined
  entries(feature: Feature): Iterable<StateEntry>
}
