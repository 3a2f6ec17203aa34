/**
 * What people put together, each under a title: tracks by number, and what is known of these. The title of a playlist is the
 * shortest thing that anybody says of music they want, so here names are learnt from: as words, never as ids.
 */
export interface Playlists {
  readonly lists: readonly Playlist[]
  readonly facts: TrackFacts
}

export interface Playlist {
  /** As it was given; may be empty. */
  readonly title: string
  /** Each once, in their order. */
  readonly tracks: Uint32Array
}

/** Of all tracks that are named anywhere: one that no playlist has may still be found by who plays it. */
export interface TrackFacts {
  /** By track: the artist's number; every track has one, of its own where nobody is named. */
  readonly artistOf: Uint32Array
  /** By artist; empty where nobody is named. */
  readonly artistNames: readonly string[]
  /** By track; empty where there is none. */
  readonly titles: readonly string[]
}

export const trackCount = ({ artistOf }: TrackFacts): number => artistOf.length
