import { z } from 'zod'
import type { Scorer } from '#pipeline'
import type { Aggregates } from '../hydrators/aggregates.ts'

export const byPopularitySchema = z.strictObject({ use: z.literal('by-popularity') })

/** Stands in when what ranks fails: the most played first. */
export const byPopularity: Scorer<unknown, Aggregates> = {
  name: 'by-popularity',
  timeoutMs: 5,
  score: (_query, { columns }) => new Float64Array(columns.popularity),
}
