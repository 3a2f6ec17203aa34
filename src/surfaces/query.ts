import { z } from 'zod'
import {
  type Instant,
  instant,
  type ListenerId,
  type RequestId,
  type SessionId,
  type TrackKey,
} from '#domain'
import { listenerIdSchema, requestIdSchema, type SessionSeed, sessionIdSchema, sessionSeedSchema } from '#log'
import { type SurfaceName, surfaceNameSchema } from './answers.ts'
import { type Calibration, calibrationSchema } from './calibration.ts'
import type { Reads } from './reads.ts'

/**
 * A request on its way to a slate: what all surfaces share, and the part that one surface owns, which it alone writes,
 * parses and knows by type. Both are in the decision record as they were read, and are all that a filter, scorer, selector or
 * sentence may depend on; sources, hydrators and presenters see `Live` besides. Track keys, not ids: keys are never
 * reused, so a record stays readable.
 */
export interface CommonQuery {
  readonly requestId: RequestId
  readonly surface: SurfaceName
  /** Absent where a surface is asked without a listener. */
  readonly listenerId?: ListenerId | undefined
  readonly asOf: Instant
  /** Seeds whatever is random in this request. */
  readonly seed: string
  readonly limit: number
  /** Where it is asked from, as ISO 3166-1 alpha-2; absent where nobody said: see `whyUnavailable`. */
  readonly market?: string | undefined
  /** Which limits the guard kept, see `guarded.ts`; absent in records from before availability was one. */
  readonly guard?: 2 | undefined
  /** Name and hash (`home@7#0123456789abcdef`) of what it is answered by; not in records from before recipes were documents. */
  readonly recipe?: string | undefined
  /** By experiment, the arm that answers; absent where nobody assigned any. */
  readonly assignments?: Readonly<Record<string, string>> | undefined
  /** What its recipe has each once; absent for recordings. */
  readonly distinctBy?: 'song' | undefined
}

/** As the record has it. */
export interface RecordedQuery extends CommonQuery {
  readonly own: unknown
}

export interface Live {
  readonly reads: Reads
  /** The listener's last good slate of this surface, for the `cached` tier. */
  readonly lastGoodKeys: readonly TrackKey[]
}

/**
 * What stages need of a query, by name: a stage takes the part it reads, so that it compiles on the surfaces that have
 * it and on no other. Where a stage can do without, a field is optional.
 */
export interface Leading {
  /** What plays, or what is asked about. */
  readonly currentKey?: number | undefined
  /** What was just heard, newest first; the current track is not among them. */
  readonly recentKeys?: readonly number[] | undefined
  /** What was skipped within the last hour or in this session, newest first. */
  readonly skippedKeys?: readonly number[] | undefined
  readonly session?: AskedOf | undefined
}

/** What may not be served. */
export interface Barring extends Pick<Leading, 'currentKey' | 'skippedKeys'> {
  /** Already queued, just played, on an earlier shelf, or the seed itself. */
  readonly excludedKeys?: readonly number[] | undefined
  /** Recordings of the current, the excluded and the skipped tracks, or songs where `distinctBy` says so (see `Credits`). */
  readonly excludedRecordings: readonly number[]
}

export interface PlayingOn {
  /**
   * Whose (as `Credits` numbers artists) what plays and what played before it is, newest first, what was skipped
   * included: a slate goes on from there.
   */
  readonly heardArtists: readonly number[]
}

/** Whose (as `Credits` numbers artists) the tracks on the earlier shelves of a page are, and how many one artist may have on all of it. */
export interface ArtistsOnPage {
  readonly artists: readonly number[]
  readonly most: number
}

/** What its row is kept to; absent where too little is known of who listens, and in records from before. */
export interface Calibrated {
  readonly calibration?: Calibration | undefined
}

/** The session that asks, and what it began with. */
export interface AskedOf {
  readonly id: SessionId
  readonly seed: SessionSeed
}

/** The fields of the parts above, as surfaces put their own schemas together. */
const keys = z.array(z.number().int())
export const ownFields = {
  currentKey: z.number().int().optional(),
  recentKeys: keys,
  skippedKeys: keys,
  excludedKeys: keys,
  excludedRecordings: keys,
  /** Not in records from before spacing went on from what was heard. */
  heardArtists: keys.default([]),
  calibration: calibrationSchema.optional(),
  session: z.object({ id: sessionIdSchema, seed: sessionSeedSchema }),
}

export const commonQuerySchema = z.object({
  requestId: requestIdSchema,
  surface: surfaceNameSchema,
  listenerId: listenerIdSchema.optional(),
  asOf: z.number().transform(instant),
  seed: z.string(),
  limit: z.number().int(),
  market: z.string().optional(),
  guard: z.literal(2).optional(),
  recipe: z.string().optional(),
  assignments: z.record(z.string(), z.string()).optional(),
  distinctBy: z.literal('song').optional(),
})
