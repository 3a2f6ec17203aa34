import type { NextItems } from './next-scorer.ts'

/** What a playlist has so far: a title, tracks, or both. */
export interface PlaylistSoFar {
  /** May be empty. */
  readonly title: string
  /** In their order; numbers beyond those of training are taken and say nothing. */
  readonly tracks: ArrayLike<number>
}

/** Goes on with a playlist. It keeps nothing of what it is asked. */
export interface PlaylistScorer {
  /** What was chosen or fitted while learning. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Best first, each once, none that the playlist has; fewer where nothing speaks for more. */
  continued(playlist: PlaylistSoFar, count: number): NextItems
}
