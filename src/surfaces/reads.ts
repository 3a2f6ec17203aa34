import type { Catalog } from '#catalog'
import type { AppError, ArtistId, Instant, ListenerId, ScoredKey, SessionId, Track, TrackKey } from '#domain'
import type { ServedModels, Successor, TellSuccessor } from '#models'
import type { Columns, NumberColumn } from '#pipeline'
import type { History } from './hydrators/history.ts'
import type { Where } from './popular-where.ts'
import type { CommonQuery } from './query.ts'
import type { TracksInSession } from './session/session-tracks.ts'
import type { TrackIndex } from './track-index.ts'

/**
 * Everything a request may read of the world, bound once per request: the catalogue, the listener's features,
 * what the crowd does, and the models as they are at this moment (a promotion in mid-request changes nothing).
 */
export interface Reads {
  readonly catalog: Catalog
  readonly models: ModelReads
  readonly aggregates: AggregateReads
  readonly listener?: ListenerReads | undefined
  /** The tracks a session's seed stands for, best first; empty when the seed is unknown. */
  seedKeys(kind: 'track' | 'artist' | 'tag', id: string): readonly TrackKey[]
  readonly index: TrackIndex
  /** What the listener did in a session, as of every call, with recordings or songs. */
  tracksIn(session: SessionId, listener: ListenerId, distinctBy: CommonQuery['distinctBy']): TracksInSession
  /** Why less is known of listeners than the log tells; the full tier is then passed over, with these words. */
  readonly amiss?: AppError | undefined
  /** As `Departures` counts them, when this was bound; absent where nobody leaves. */
  readonly departures?: number
}

/** The cosine from which two tracks can be close; unrelated tracks lie around 0. */
export const closeCosine = 0.4

/** Of one release throughout a request: what the built-in stages read, and any predictor by its token. */
export interface ModelReads extends ServedModels {
  readonly dimensions: number
  /** Most popular first; with a tag, among the tracks of that tag. */
  popular(count: number, tag?: string): readonly TrackKey[]
  /** Of these the first that may be served there and then, however far down they stand. */
  popularWhere(count: number, where: Where, tag?: string): readonly TrackKey[]
  /** In [0, 1]; 0 when unknown. */
  popularityOf(key: TrackKey): number
  /** Among the tenth of all tracks that the crowd likes best; false when unknown. */
  standsOut(key: TrackKey): boolean
  /** The forty that were played most as of the last training, recent plays counting more; likewise of a tag. */
  mostPlayed(tag?: string): readonly TrackKey[]
  /** Those that so few others are as new as that they may be called the newest, newest first. */
  newReleases(): readonly TrackKey[]
  /** The last that came into the catalogue, with a date or without, last first. */
  addedLast(count: number): readonly TrackKey[]
  /** What is heard with a track, best first, and how often it was played after it. */
  after(key: TrackKey, count: number): readonly Successor[]
  /** As `after`, told one by one. */
  eachAfter(key: TrackKey, count: number, tell: TellSuccessor): void
  vectorOf(key: TrackKey): Float32Array | undefined
  /** Likewise of a track as it was before it was taken down or left: to find others by, never to serve it. */
  styleOf(track: Track): Float32Array | undefined
  /** Close in style: near enough, and with something telling in common. */
  close(one: TrackKey, other: TrackKey): boolean
  /** The tag of both that tells most, of those that tell at all. */
  sharedTag(one: TrackKey, other: TrackKey): string | undefined
  /** The cosine of a track to a unit vector; 0 when the track has no vector. */
  cosine(key: TrackKey, unit: Float32Array): number
  /** The cosines of tracks to a unit vector, into a column; 0 when a track has no vector. */
  cosinesTo(unit: Float32Array, keys: NumberColumn, into: NumberColumn): void
  /** The nearest by cosine to a track, itself left out, whoever they are by, at most `closestKept`; kept between requests. */
  closest(key: TrackKey): readonly TrackKey[]
  /** As `near`, to a track, itself left out, at most `nearestKept`; kept between requests. */
  nearTrack(key: TrackKey): readonly TrackKey[]
  /** Nearest by cosine to a unit vector, best first; of an artist a few, as long as there are others. */
  near(vector: Float32Array, count: number, without?: readonly TrackKey[]): readonly ScoredKey[]
}

export interface AggregateReads {
  /** In [0, 1]; at most a minute old. */
  skipRate(key: number, asOf: Instant): number
  /** Decayed plays by everybody: never more than were counted. */
  plays(key: number, asOf: Instant): number
}

/** The columns of `History` for what something is known about; `places` says where, by the number of a recording. */
export interface Histories extends Columns<History> {
  readonly places: ReadonlyMap<number, number>
  /** Since the last play in any version, −1 for none; what was skipped late is heard and not played. */
  readonly daysSincePlayed: Float32Array
  /** Of a recording, by its number: whether a version is a song that was disliked. A dislike is a limit and reaches beyond the recording. */
  areDisliked(recording: number): boolean
}

/** What a listener has ruled out, by the numbers of the track index. */
export interface Blocks {
  /** Of blocked tracks: a block on one version is a block on the performance. */
  readonly recordings: ReadonlySet<number>
  /** Of those and of their versions, by the songs of the index's reach. */
  readonly songs: ReadonlySet<number>
  /** With all who are called alike, and with what tracks were called before (`Reach`). */
  readonly artists: ReadonlySet<number>
  /** In all their spellings, likewise. */
  readonly tags: ReadonlySet<number>
  /** Of a recording, by its number: the first that is said of one of its versions, as `blockedBy`. */
  onVersions(recording: number): number
  readonly size: number
}

/** A listener's features as of `asOf`; nothing here is older than a minute or misses an event. */
export interface ListenerReads {
  readonly id: ListenerId
  readonly asOf: Instant
  readonly blocks: Blocks
  readonly histories: Histories
  /** By artist number of the track index, in (−1, 1); an absent one is 0. */
  readonly artistTaste: ReadonlyMap<number, number>
  /** By tag number of the track index, in (−1, 1). */
  readonly tagTaste: Float32Array
  /** Decayed plays of an artist's tracks, guest credits included, by artist number: never more than were counted. */
  readonly artistPlays: ReadonlyMap<number, number>
  /** Likewise by tag number. */
  readonly tagPlays: Float32Array
  /** Likewise of all tracks that are there, which these two are counted over: `histories` has those that are gone as well. */
  readonly playsThere: number
  /** Last heard first. */
  recentKeys(count: number): readonly TrackKey[]
  /** Skipped since `from` and not played since, newest first. */
  skippedKeys(from: Instant, count: number): readonly TrackKey[]
  /** Heard or skipped since `from`, newest first. */
  heardOrSkippedKeys(from: Instant, count: number): readonly TrackKey[]
  /** Last played first; what was only skipped late is heard and not played. */
  lastPlayedKeys(count: number, from?: Instant): readonly TrackKey[]
  /** Most played (decayed) first. */
  mostPlayedKeys(count: number): readonly TrackKey[]
  /** Newest first. */
  likedKeys(count: number): readonly TrackKey[]
  /** Of those whose tracks were played, the strongest positive taste first. */
  topArtists(count: number): readonly ArtistId[]
  /** Played more than once; the most played, weighed by what the tag tells, first. */
  topTags(count: number): readonly string[]
}
