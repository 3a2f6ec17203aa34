import { z } from 'zod'
import { AppError, type TrackKey, trackKey } from '#domain'
import type { ScoredKey } from '../model.ts'
import { unpackArtifact } from '../packed-artifact.ts'

/**
 * What is heard with a track, and how often after it, read from packed rows. Trap closed: rows that point outside their columns are
 * refused on load, so that a lookup on the request path has nothing left to check.
 */
export interface Follower extends ScoredKey {
  /** Plays of it that came after a play of the track in the same session; 0 where only the way back occurred. */
  readonly times: number
}

export interface CoOccurrencePredictor {
  /** Best first, scores in (0, 1]; empty for a track that was never heard with another. */
  after(key: TrackKey, count: number): readonly Follower[]
}

export const loadCoOccurrence = (bytes: Uint8Array): CoOccurrencePredictor => {
  const artifact = unpackArtifact('co-occurrence', bytes, z.strictObject({}))
  const rows = artifact.u32('rows')
  const keys = artifact.u32('keys')
  const scores = artifact.f32('scores')
  // Artifacts of co-occurrence@1 did not count the order; nothing is said about it until the next training.
  const times = artifact.has('times') ? artifact.u32('times') : undefined
  const isOrdered = rows.every((end, row) => row === 0 || end >= (rows[row - 1] ?? 0))
  if (
    !isOrdered ||
    rows.at(-1) !== keys.length ||
    scores.length !== keys.length ||
    (times ?? keys).length !== keys.length
  )
    throw new AppError(
      'corrupt-record',
      'The rows of the co-occurrence artifact don’t add up. Train it again.',
    )
  return {
    after: (key, count) => {
      const start = rows[key] ?? 0
      const end = Math.min(rows[key + 1] ?? start, start + count)
      const found: Follower[] = []
      for (let place = start; place < end; place++) {
        found.push({
          key: trackKey(keys[place] ?? 0),
          score: Math.min(1, scores[place] ?? 0),
          times: times?.[place] ?? 0,
        })
      }
      return found
    },
  }
}
