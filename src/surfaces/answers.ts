import { z } from 'zod'

/**
 * What Segue answers, as schemas: the HTTP edge validates and documents with them, tests check every response
 * against them, and the console's types come from them. Ids are opaque strings; instants ISO 8601 UTC;
 * lengths milliseconds. What is said by `describe` stands in the API's document.
 */
const scoreMeans =
  'By what it was ranked; spacing and chance may place it otherwise. Comparable within one answer only, of a home within one shelf, and by differences: where 0 lies says nothing. Mostly a weighted sum of what was read. By `now-playing@15` a learnt ranker’s log-odds: 1 more is, as it sees it, 2.7 times the odds of being chosen, and the best of an answer may be below 0. Below the tier `full`, the order alone.'

const artistView = z.object({ id: z.string(), name: z.string() })

export const trackViewSchema = z
  .object({
    id: z.string(),
    /** Shared by all versions of one performance; absent where a record from before it was shown is told again. */
    recordingId: z.string().optional(),
    title: z.string(),
    artists: z.array(artistView),
    featured: z.array(artistView),
    release: z.object({ id: z.string(), title: z.string() }).optional(),
    year: z.number().int().optional(),
    durationMs: z.number().optional(),
    tags: z.array(z.string()),
    energy: z.number().optional(),
    licenceUrl: z.string().optional(),
    /** Absolute http(s) URL, or a path on this server; absent when there is nothing to play. */
    audioUrl: z.string().optional(),
  })
  .meta({ id: 'Track' })

export const reasonSchema = z
  .object({
    code: z.enum([
      'played-after',
      'sounds-like',
      'shares-tag',
      'same-artist',
      'artist-you-play',
      'tag-you-play',
      'heard-before',
      'liked-before',
      'popular',
      'new-release',
      'seed-artist',
      'seed-tag',
      'explore',
    ]),
    /** One true line in English, fit to show. */
    text: z.string(),
    trackId: z.string().optional(),
    artistId: z.string().optional(),
    tag: z.string().optional(),
  })
  .meta({ id: 'Reason' })

export const itemSchema = z
  .object({ track: trackViewSchema, reason: reasonSchema, score: z.number().describe(scoreMeans) })
  .meta({ id: 'Item' })

export const surfaceNameSchema = z.enum(['home', 'now-playing', 'session', 'similar'])
export type SurfaceName = z.infer<typeof surfaceNameSchema>

/** `full`: the whole pipeline; `cached`: this listener's last good slate; `popular`: what everybody plays. */
export const tierSchema = z.enum(['full', 'cached', 'popular'])

const served = {
  /** Ask `/v1/decisions/{requestId}` how this came to be; send it back with the plays that follow. */
  requestId: z.string(),
  surface: surfaceNameSchema,
  tier: tierSchema,
  /**
   * What was asked for and could not be heeded, stages that failed or ran out of time, tiers passed over, spacing that
   * gave way; empty when all went well.
   */
  degraded: z.array(z.string()),
  recipe: z.string(),
  models: z.record(z.string(), z.string()),
  /** Names the models all at once; absent before the first training, and where a record from before it is told again. */
  release: z.string().optional(),
  servedAt: z.string(),
}

export const slateSchema = z.object({ ...served, items: z.array(itemSchema) }).meta({ id: 'Slate' })

export const shelfSchema = z
  .object({ id: z.string(), title: z.string(), why: z.string(), items: z.array(itemSchema) })
  .meta({ id: 'Shelf' })

export const homeSchema = z.object({ ...served, shelves: z.array(shelfSchema) }).meta({ id: 'Home' })

export const fateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('selected'), rank: z.number().int() }),
  z.object({ kind: z.literal('not-selected') }),
  z.object({ kind: z.literal('dropped'), stage: z.string(), reason: z.string() }),
])

export const decisionSchema = z
  .object({
    requestId: z.string(),
    surface: surfaceNameSchema,
    listenerId: z.string(),
    servedAt: z.string(),
    tier: tierSchema,
    degraded: z.array(z.string()),
    recipe: z.string(),
    models: z.record(z.string(), z.string()),
    /** As in the answer. */
    release: z.string().optional(),
    seed: z.string(),
    recordBytes: z.number().int(),
    bodySha256: z.string(),
    /** One run for a slate; one per shelf for home. */
    runs: z.array(
      z.object({
        pipeline: z.string(),
        /** The shelf of home this run made. */
        title: z.string().optional(),
        weights: z
          .record(z.string(), z.number())
          .describe(
            'Where the scores are a weighted sum, what each part of them is multiplied by; empty where a learnt ranker scored, or an order.',
          ),
        stages: z.array(
          z.object({
            name: z.string(),
            kind: z.enum(['source', 'hydrate', 'filter', 'score', 'select', 'present']),
            entered: z.number().int(),
            left: z.number().int(),
            tookMs: z.number(),
            outcome: z.enum(['ok', 'timeout', 'failed', 'skipped']),
            detail: z.string().optional(),
          }),
        ),
        candidates: z.array(
          z.object({
            trackId: z.string(),
            title: z.string(),
            artist: z.string(),
            sources: z.array(z.string()),
            features: z
              .record(z.string(), z.number())
              .describe(
                'What was read of it until it ended. Those called …Place count from 1, the first, with 0 for not in the list; daysSince… is -1 for never.',
              ),
            score: z.number().optional().describe(scoreMeans),
            parts: z
              .record(z.string(), z.number())
              .optional()
              .describe(
                'What each part gave to the score; they add up to it. With `weights`, each is a weight times what was read. Without, a learnt ranker gives it for the value of the column of its name, beside what candidates had on average where it learnt, and for nothing (0, or -1 for never) as well: that is no fact about a listener. What tells one candidate from another is how far their parts are apart; what all of a run have alike ranked none of them.',
              ),
            /**
             * Of what was taken: with which probability it was taken at its place, given all that came to the selector
             * with their scores and what was taken before it; 1 where nothing was left to chance. Absent where the recipe
             * does not tell.
             */
            propensity: z.number().gt(0).max(1).optional(),
            /**
             * The first place, from 0, that one of a lower score was given, since this one was barred from it: `artist-close`
             * where its artist stood too close before, `artist-share` where they had had their share of the row, `artist-on-page`
             * where they had had that of a home, and `tag-share`
             * where a tag of it had had more of the row than of what the listener plays.
             */
            heldBack: z.object({ rank: z.number().int(), reason: z.string() }).optional(),
            fate: fateSchema,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Decision' })

export const decisionSummarySchema = z.object({
  requestId: z.string(),
  surface: z.string(),
  listenerId: z.string(),
  servedAt: z.string(),
  tier: tierSchema,
  tracks: z.number().int(),
})

export const replaySchema = z
  .object({
    requestId: z.string(),
    /** True when the body made again from the record has the very bytes that were served. */
    same: z.boolean(),
    servedSha256: z.string(),
    replayedSha256: z.string(),
    body: z.string(),
  })
  .meta({ id: 'Replay' })

export type TrackView = z.infer<typeof trackViewSchema>
export type Reason = z.infer<typeof reasonSchema>
export type Item = z.infer<typeof itemSchema>
export type Tier = z.infer<typeof tierSchema>
export type Slate = z.infer<typeof slateSchema>
export type Shelf = z.infer<typeof shelfSchema>
export type Home = z.infer<typeof homeSchema>
export type Decision = z.infer<typeof decisionSchema>
export type DecisionSummary = z.infer<typeof decisionSummarySchema>
export type Replay = z.infer<typeof replaySchema>
