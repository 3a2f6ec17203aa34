import { z } from 'zod'
import type { Scorer } from '#pipeline'
import type { Aggregates } from '../hydrators/aggregates.ts'

/** Stands in when the blend fails: the most played first. */
export const byPopularity = z.strictObject({ use: z.literal('by-popularity') }).transform(
  (): Scorer<unknown, Aggregates> => ({
    name: 'by-popularity',
    timeoutMs: 5,
    score: (_query, { columns }) => new Float64Array(columns.popularity),
  }),
)
