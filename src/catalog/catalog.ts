import type { Artist, ArtistId, Instant, Track, TrackId, TrackKey } from '#domain'
import type { CatalogStore, StoredTrack, TextMatch, Upserted } from './catalog-store.ts'
import type { Target } from './find-target.ts'
import type { FormerName } from './former-names.ts'
import type { FormerArtists } from './renamings.ts'
import type { Takedown, TakedownTarget, TakenDown } from './takedowns.ts'

/** As tracks come in: whoever sends one may not know of its recording. */
export type IncomingTrack = Omit<Track, 'recordingId'> & Partial<Pick<Track, 'recordingId'>>

export interface ArtistEntry extends Artist {
  /** Keys of all tracks this artist is credited on, featured ones included. */
  readonly trackKeys: readonly TrackKey[]
}

export interface TakedownRequest extends TakedownTarget {
  /** Why, for operators; absent, the one that stands there stays. */
  readonly note?: string | undefined
}

/**
 * The catalogue as the surfaces read it: in process, by id, key, artist or tag, without waiting.
 * `upsert` writes through to the store first, so what is read is always durable; it becomes visible at once,
 * together with its revision.
 */
export interface Catalog {
  readonly size: number
  /** One more than the largest key in use. Keys of withdrawn tracks leave gaps: it is not `size + 1`. */
  readonly slots: number
  /** See `CatalogStore.identity`. */
  readonly identity: string
  /** Grows with every upsert or withdrawal that changed something, over restarts too; models and indexes compare it. */
  readonly revision: number
  /**
   * As they are by now, there or not: the tracks that came, left, changed or are called otherwise since a revision.
   * Undefined where that is not known any more, or was most of them.
   */
  changedSince(revision: number): readonly StoredTrack[] | undefined
  get(id: TrackId): StoredTrack | undefined
  byKey(key: TrackKey): StoredTrack | undefined
  /** Of a withdrawn track too: what was said and done about it holds for the other versions of its recording. */
  keyOf(id: TrackId): TrackKey | undefined
  /** A track that was withdrawn or taken down as it was, to name it, never to serve it; undefined where its name was not kept. */
  former(id: TrackId): StoredTrack | undefined
  /** See `Alike.name` and `Alike.song`; of a withdrawn track as it was, 0 for a key without a track. */
  nameNumber(name: string): number
  songNumber(key: TrackKey): number
  /** In key order. */
  tracks(): Iterable<StoredTrack>
  /** In key order, with those that are taken down: to judge other versions by, never to serve. */
  withdrawn(): Iterable<StoredTrack>
  artist(id: ArtistId): ArtistEntry | undefined
  artists(): Iterable<ArtistEntry>
  /** What an artist or a tag was called before or is called since, by id, nearest first, tags as blocks compare them; see `renamings.ts`. */
  alsoCalled(target: Target): readonly string[]
  /** Whom tracks name by now; the artist itself where they name it, or where it is not known. */
  calledNow(artist: ArtistId): ArtistId
  /** All artists that have been called otherwise, as they were. */
  formerArtists(): FormerArtists
  /** What a track was called, a withdrawn one too. */
  formerNames(key: TrackKey): readonly FormerName[]
  /** Tracks that were called so, withdrawn ones among them: what was said of a former name holds for them. See `renamings.ts`. */
  formerly(target: Target): Iterable<TrackKey>
  /** Keys of the tracks with a tag, in key order; empty for an unknown tag. */
  withTag(tag: string): readonly TrackKey[]
  /** Every tag with its number of tracks, most common first. */
  tags(): readonly { readonly tag: string; readonly tracks: number }[]
  /** Every tag of a withdrawn track, once. */
  formerTags(): Iterable<string>
  /** What withdrawn tracks call an artist, and those that are taken down, as the one that left last. */
  formerArtist(id: ArtistId): string | undefined
  /** As in `CatalogStore`. */
  search(query: string, limit: number, fits?: (track: StoredTrack) => boolean): TextMatch
  /**
   * A track without a recording keeps the one it had or joins that of its performance; see `createPerformances`. Of those that are
   * settled who sends them knows that they are the tracks of these ids, whatever they are called by now.
   */
  upsert(tracks: readonly IncomingTrack[], settled?: ReadonlySet<TrackId>): Promise<Upserted>
  /** As in `CatalogStore`: from then on the tracks are served, searched and recommended nowhere. */
  withdraw(ids: readonly TrackId[]): Promise<number>
  /**
   * Takes down tracks, recordings, releases or artists, all of them or none: from then on they are where withdrawn tracks
   * are, whatever is upserted, until it is lifted. What is taken down already stays so since then. Resolves when durable, after upserts
   * that were asked for before.
   */
  takeDown(asked: readonly TakedownRequest[], at: Instant): Promise<readonly TakenDown[]>
  /** Answers how many tracks are there again: those that their source has and that nothing else keeps away. */
  lift(targets: readonly TakedownTarget[]): Promise<number>
  /** In order of their making. */
  takedowns(): readonly TakenDown[]
  /** The narrowest that keeps this track away; of a track that is not there too. */
  takedownOf(id: TrackId): Takedown | undefined
  /** Whether a takedown holds for an artist, of whom no track is there then. */
  isTakenDown(artist: ArtistId): boolean
  /** Whether takedowns keep it away: one of it, or those of all its tracks, where none is there. */
  keepsAway(target: TakedownTarget): boolean
  /** As its sources fill it: for who reads a library, what is taken down is there and is not to be read as new. */
  readonly asSent: Pick<Catalog, 'get' | 'keyOf' | 'former' | 'tracks' | 'withdrawn'>
}

export type OpenCatalog = (store: CatalogStore) => Catalog
