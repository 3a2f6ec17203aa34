import type { Cursor } from '#log'
import type { FeatureState } from './feature.ts'
import type { Forgotten } from './forgotten.ts'

/** One owner's state of one feature about one thing. */
export interface StateRow {
  readonly owner: string
  readonly feature: string
  readonly about: string
  readonly state: FeatureState
}

/** Why what was folded before is not gone on with: it was for other features, could not be read, or is of another log. */
export type WhyFoldedAgain = 'upgraded' | 'damaged' | 'other-log'

/**
 * Where feature states rest between starts. States are derived from the log, so a lost store is rebuilt by
 * replay; what may never happen is a state behind its `cursor`. Hence `save` is one transaction.
 * What comes back is what was saved or `states-damaged`, from every call: a state is never guessed.
 * A store belongs to one list of features: opened for another list, or by another schema, it is empty.
 * Every adapter passes `state-store.contract.ts`.
 */
export interface StateStore {
  /** Why it was opened empty where something stood. Absent: nothing did, or it goes on with that. */
  readonly emptied?: WhyFoldedAgain | undefined
  /** Up to where the log was folded into the saved states; `logStart` when empty. */
  cursor(): Cursor
  /**
   * All rows of these owners, in no particular order: one question for all that a request reads, in turns that hold the
   * thread for a few milliseconds at most. Sees every save that had resolved. Numbers come back bit for bit, NaN and −0
   * included.
   */
  load(owners: readonly string[]): Promise<readonly StateRow[]>
  /** The same of one owner, at once: for what nobody asked for before it is read. */
  loadNow(owner: string): readonly StateRow[]
  /**
   * Rows and cursor together or not at all; a row replaces the one of the same owner, feature and about.
   * Saves take effect in the order of the calls. The rows are gone through once and over many turns, as they can be
   * written: there may be a million. Rejects with `disk-full` or `storage-failed`, and once `close` was called: whoever waits for a save is always told how it ended.
   * Before the rows are put, in the same transaction, all there is of the forgotten goes.
   */
  save(cursor: Cursor, rows: Iterable<StateRow>, forgotten?: readonly Forgotten[]): Promise<void>
  /** No byte of what was saved over or forgotten is left where it is kept; saves wait meanwhile. Rejects like `save`. */
  wipe(): Promise<void>
  /** Forget everything: the log will be replayed. Rejects like `save`. */
  clear(): Promise<void>
  /** Reads everything that is stored, off this thread and in small steps; resolves when all of it is sound. */
  check(): Promise<void>
  /** Waits for saves under way, then lets go of files and threads. Idempotent. */
  close(): Promise<void>
  /** Closes and puts what is stored aside for whoever looks into it: the next store opened here is empty. */
  discard(reason: string): Promise<void>
}
