import { z } from 'zod'
import {
  type Instant,
  instant,
  type ListenerId,
  type RequestId,
  type SessionId,
  type TrackKey,
} from '#domain'
import { listenerIdSchema, requestIdSchema, sessionIdSchema, sessionSeedSchema } from '#log'
import { type SurfaceName, surfaceNameSchema } from './answers.ts'
import type { Reads } from './reads.ts'

/**
 * A request on its way to a slate. `KeptQuery` is everything a filter, scorer, selector or sentence may depend
 * on; it is written into the decision record as it was read. `Query` adds the live reads, which only sources,
 * hydrators and presenters see. Track keys, not ids: keys are never reused, so a record stays readable.
 */
const keys = z.array(z.number().int().min(0))

export const shelfPlanSchema = z.object({
  id: z.string(),
  title: z.string(),
  why: z.string(),
  /** What the shelf is made from: one source, and what it is pointed at. */
  from: z.enum(['similar-to', 'artists', 'tag', 'again', 'popular', 'most-played', 'new', 'explore']),
  tag: z.string().optional(),
  trackKey: z.number().int().optional(),
})
export type ShelfPlan = z.infer<typeof shelfPlanSchema>

export const keptQuerySchema = z.object({
  requestId: requestIdSchema,
  surface: surfaceNameSchema,
  /** Absent where a surface is asked without a listener. */
  listenerId: listenerIdSchema.optional(),
  asOf: z.number().transform(instant),
  /** Seeds whatever is random in this request. */
  seed: z.string(),
  limit: z.number().int(),
  currentKey: z.number().int().optional(),
  /** What was just heard, newest first; the current track is not among them. */
  recentKeys: keys,
  /** What was skipped within the last hour or in this session, newest first. */
  skippedKeys: keys,
  /** What may not be served: already queued, just played, or the seed itself. */
  excludedKeys: keys,
  /** Recordings (see `Credits`) of the current, the excluded and the skipped tracks. */
  excludedRecordings: keys,
  /** As `heardArtists` below; empty in records from before spacing went on from what was heard. */
  heardArtists: keys.default([]),
  session: z.object({ id: sessionIdSchema, seed: sessionSeedSchema }).optional(),
  shelves: z.array(shelfPlanSchema),
  shelf: shelfPlanSchema.optional(),
})

export interface KeptQuery {
  readonly requestId: RequestId
  readonly surface: SurfaceName
  readonly listenerId?: ListenerId | undefined
  readonly asOf: Instant
  readonly seed: string
  readonly limit: number
  readonly currentKey?: number | undefined
  readonly recentKeys: readonly number[]
  readonly skippedKeys: readonly number[]
  readonly excludedKeys: readonly number[]
  readonly excludedRecordings: readonly number[]
  /**
   * Whose (as `Credits` numbers artists) what plays and what played before it is, newest first, what was skipped
   * included: a slate goes on from there. Empty where slates are looked at and not played one after another.
   */
  readonly heardArtists: readonly number[]
  readonly session?: { readonly id: SessionId; readonly seed: z.infer<typeof sessionSeedSchema> } | undefined
  readonly shelves: readonly ShelfPlan[]
  readonly shelf?: ShelfPlan | undefined
}

export interface Query extends KeptQuery {
  readonly reads: Reads
  /** The listener's last good slate of this surface, for the `cached` tier. */
  readonly lastGoodKeys: readonly TrackKey[]
}
