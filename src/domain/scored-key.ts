import type { TrackKey } from './ids.ts'

/** A track and how it scores by whatever ranked it: a cosine, a share of listening. Lists of them are best first. */
export interface ScoredKey {
  readonly key: TrackKey
  readonly score: number
}
