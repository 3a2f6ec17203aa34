import type { Catalog } from '#catalog'
import type { ArtistId, Instant, ListenerId, TrackId, TrackKey } from '#domain'
import type { History } from './hydrators/history.ts'

/**
 * Everything a request may read of the world, bound once per request: the catalogue, the listener's features,
 * what the crowd does, and the models as they are at this moment (a promotion in mid-request changes nothing).
 */
export interface Reads {
  readonly catalog: Catalog
  readonly models: ModelReads
  readonly crowd: CrowdReads
  readonly listener?: ListenerReads | undefined
  /** The tracks a session's seed stands for, best first; empty when the seed is unknown. */
  seedKeys(kind: 'track' | 'artist' | 'tag', id: string): readonly TrackKey[]
  /** The smallest key among the versions of a track's recording; the key itself when unknown. */
  recordingOf(key: number): number
}

export interface Neighbour {
  readonly key: TrackKey
  /** In (0, 1], higher is nearer. */
  readonly score: number
}

export interface ModelReads {
  /** Model name to version, as the answer and the record name them. */
  readonly versions: Readonly<Record<string, string>>
  readonly dimensions: number
  /** Most popular first; with a tag, among the tracks of that tag. */
  popular(count: number, tag?: string): readonly TrackKey[]
  /** In [0, 1]; 0 when unknown. */
  popularityOf(key: TrackKey): number
  /** Newest first. */
  newest(count: number): readonly TrackKey[]
  /** What is heard after a track, best first. */
  after(key: TrackKey, count: number): readonly Neighbour[]
  vectorOf(key: TrackKey): Float32Array | undefined
  /** The cosine of a track to a unit vector; 0 when the track has no vector. */
  cosine(key: TrackKey, unit: Float32Array): number
  /** Nearest by cosine to a unit vector, best first. */
  near(vector: Float32Array, count: number): readonly Neighbour[]
}

export interface CrowdReads {
  skipRate(id: TrackId, asOf: Instant): number
}

export interface ListenerReads {
  readonly id: ListenerId
  /** `track:…`, `artist:…` and `tag:…` entries. */
  blocks(): ReadonlySet<string>
  history(id: TrackId, asOf: Instant): History
  artistTaste(id: ArtistId, asOf: Instant): number
  tagTaste(tag: string, asOf: Instant): number
  /** Last heard first. */
  recentTracks(count: number): readonly TrackId[]
  /** Skipped since `from`, newest first. */
  skippedSince(from: Instant, count: number): readonly TrackId[]
  /** Most played (decayed) first. */
  mostPlayed(asOf: Instant, count: number): readonly TrackId[]
  likedTracks(count: number): readonly TrackId[]
  /** Strongest positive taste first. */
  topArtists(asOf: Instant, count: number): readonly ArtistId[]
  topTags(asOf: Instant, count: number): readonly string[]
}
