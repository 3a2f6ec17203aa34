import type { Playlists } from './data-sets/playlists.ts'
import type { Learner } from './learner.ts'
import { createPlaylistContinuation } from './playlist-continuation/playlist-continuation.ts'
import type { PlaylistScorer } from './playlist-scorer.ts'

export type PlaylistLearner = Learner<Playlists, PlaylistScorer>

/** Those who learn what a playlist goes on with, the default first. */
export const createPlaylistLearners = (): readonly PlaylistLearner[] => [
  createPlaylistContinuation(),
  // The same without what is learnt of the order: playlists that are like it vote, and no more.
  createPlaylistContinuation({ name: 'playlist-knn', heldOut: 0 }),
]
