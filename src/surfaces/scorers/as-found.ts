import type { Scorer } from '#pipeline'
import type { KeptQuery } from '../query.ts'

/** Keeps the order of the sources: 1 for the first, falling. */
export const asFound: Scorer<KeptQuery, object> = {
  name: 'as-found',
  timeoutMs: 5,
  score: (_query, candidates) => candidates.map((_, place) => 1 / (1 + place)),
}
