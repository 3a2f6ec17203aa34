import { AppError } from '#domain'
import type { Scorer } from '#pipeline'
import type { Relevance } from '../hydrators/relevance.ts'
import type { Scored, WeightedSum } from '../rankers/weighted-sum.ts'

/**
 * The score is the relevance that was read. Where none was, the next in line scores, now and in every replay. What was said is taken
 * apart by who said it, where a `ranked` of its own names one that can be.
 */
export const byRelevance = (
  apart: Readonly<Record<number, WeightedSum | undefined>>,
): Scorer<unknown, Scored & Relevance> => ({
  name: 'relevance',
  timeoutMs: 5,
  score(_query, { columns: { relevance, ranked } }) {
    if (ranked.includes(0)) throw new AppError('broken-stage', 'no relevance was read')
    return new Float64Array(relevance)
  },
  explain: (_query, { columns, count }) =>
    apart[columns.ranked[0] ?? 0]?.explain(columns, count) ?? { weights: {}, parts: {} },
})
