import { AppError } from '#domain'
import type { Scorer } from '#pipeline'
import type { Relevance } from '../hydrators/relevance.ts'
import type { Scored } from '../rankers/weighted-sum.ts'

/** The score is the relevance that was read. Where none was, the next in line scores, now and in every replay. */
export const byRelevance = (
  explain?: Scorer<unknown, Scored>['explain'],
): Scorer<unknown, Scored & Relevance> => ({
  name: 'relevance',
  timeoutMs: 5,
  score(_query, { columns: { relevance, ranked } }) {
    if (ranked.includes(0)) throw new AppError('broken-stage', 'no relevance was read')
    return new Float64Array(relevance)
  },
  ...(explain && { explain }),
})
