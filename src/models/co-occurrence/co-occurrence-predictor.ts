import { z } from 'zod'
import { AppError, type ScoredKey, type TrackKey, trackKey } from '#domain'
import { modelToken } from '../model-token.ts'
import { unpackArtifact } from '../packed-artifact.ts'

/**
 * What is heard with a track, and how often after it, read from packed rows. Trap closed: rows that point outside
 * their columns are refused on load, so that a lookup on the request path has nothing left to check.
 */
export interface Successor extends ScoredKey {
  /** Plays of it soon after a play of the track; 0 where that is not the usual order of two listeners or more. */
  readonly times: number
}

export interface CoOccurrencePredictor {
  /** Best first, scores in (0, 1]; empty for a track that was never heard with another. */
  after(key: TrackKey, count: number): readonly Successor[]
  /** As `after`, told one by one: an object for each of hundreds a request is for those who keep them. */
  eachAfter(key: TrackKey, count: number, tell: TellSuccessor): void
}

export type TellSuccessor = (key: TrackKey, score: number, times: number) => void

export const coOccurrence = modelToken<CoOccurrencePredictor>('co-occurrence')

export const loadCoOccurrence = (bytes: Uint8Array): CoOccurrencePredictor => {
  const artifact = unpackArtifact('co-occurrence', bytes, z.strictObject({}))
  const rows = artifact.u32('rows')
  const keys = artifact.u32('keys')
  const scores = artifact.f32('scores')
  // Artifacts before co-occurrence@3 did not count which order is usual; none is claimed until the next training.
  const usual = artifact.has('usual') ? artifact.u32('usual') : undefined
  const isOrdered = rows.every((end, row) => row === 0 || end >= (rows[row - 1] ?? 0))
  if (
    !isOrdered ||
    rows.at(-1) !== keys.length ||
    scores.length !== keys.length ||
    (usual ?? keys).length !== keys.length
  )
    throw new AppError(
      'corrupt-record',
      'The rows of the co-occurrence artifact don’t add up. Train it again.',
    )
  const eachAfter = (key: TrackKey, count: number, tell: TellSuccessor): void => {
    const start = rows[key] ?? 0
    const end = Math.min(rows[key + 1] ?? start, start + count)
    for (let place = start; place < end; place++)
      tell(trackKey(keys[place] ?? 0), Math.min(1, scores[place] ?? 0), usual?.[place] ?? 0)
  }
  return {
    eachAfter,
    after: (of, count) => {
      const found: Successor[] = []
      eachAfter(of, count, (key, score, times) => void found.push({ key, score, times }))
      return found
    },
  }
}
