import type { Track, TrackId, TrackKey } from '#domain'
import type { FormerNames } from './former-names.ts'
import type { NameLink } from './name-links.ts'
import type { Hold, Takedown, TakedownTarget } from './takedowns.ts'

/** A track with the dense integer the catalogue gave it: assigned once, in order of arrival, never reused. */
export interface StoredTrack extends Track {
  readonly key: TrackKey
}

export interface Upserted {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

export interface TextMatch {
  /** Best first. */
  readonly trackIds: readonly TrackId[]
  /** The query as it was searched, when words were mended ("beethovn" → "beethoven"). */
  readonly corrected?: string
}

/**
 * Where the catalogue is kept. Reads of single tracks go to `Catalog`, which holds the tracks in process;
 * the store is for durability and words. Every adapter passes `catalog-store.contract.ts`.
 */
export interface CatalogStore {
  /**
   * Given when the store is made, another one for every store. Keys mean something only together with it: a
   * catalogue imported again into a new store may give the same key to another track.
   */
  readonly identity: string
  /** 0 for an empty store; grows with every upsert that added or changed a track, every takedown that is new or
   * changed, its end and what it holds since, and never goes back. */
  revision(): number
  /**
   * All or nothing; resolves when durable. The same tracks again change nothing and keep their keys. A track for which
   * something holds, of before or of `holds`, is kept and found by no words.
   */
  upsert(
    tracks: readonly Track[],
    formerNames?: readonly FormerNames[],
    holds?: readonly Hold[],
  ): Promise<Upserted>
  /** What came with upserts: of each track the last list that has names, in key order. */
  formerNames(): Iterable<FormerNames>
  /**
   * Adds which names are one, and forgets the oldest beyond so many, with what takedowns hold by them. All or nothing, durable;
   * what is known stays where it is.
   */
  link(links: readonly NameLink[], most: number, holds?: readonly Hold[]): Promise<void>
  /** In order of arrival. */
  nameLinks(): Iterable<NameLink>
  /**
   * Takes tracks out of every read and search but `withdrawn`, which keeps what they were: upserted again, such a
   * track has its key back and counts as added. All or nothing, durable; unknown ids are passed over. Answers how many it took.
   */
  withdraw(ids: readonly TrackId[]): Promise<number>
  /** All or nothing, durable. A takedown of the same is replaced. */
  takeDown(takedowns: readonly Takedown[], holds: readonly Hold[]): Promise<void>
  /** Ends takedowns and their holds. All or nothing, durable; unknown ones are passed over. */
  lift(targets: readonly TakedownTarget[]): Promise<void>
  /** In order of their first making. */
  takedowns(): readonly Takedown[]
  /** Of all takedowns. */
  holds(): Iterable<Hold>
  /** Every track in key order, with those for which something holds. */
  scan(): Iterable<StoredTrack>
  /** Every track that was withdrawn and has not returned, as it last was, in key order. */
  withdrawn(): Iterable<StoredTrack>
  get(ids: readonly TrackId[]): readonly (StoredTrack | undefined)[]
  /**
   * Words in title, artist, release, tag or label; the last word may be a beginning; typos are mended. Goes on past
   * tracks that `fits` refuses until `limit` fit or the results end; it looks at 10,000 tracks at most.
   */
  search(query: string, limit: number, fits?: (key: TrackKey) => boolean): TextMatch
  close(): void
}
