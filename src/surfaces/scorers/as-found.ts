import type { Numbers, Scorer } from '#pipeline'
import type { KeptQuery } from '../query.ts'

/** Keeps the order of the sources: 1 for the first, falling. */
export const asFound: Scorer<KeptQuery, Numbers> = {
  name: 'as-found',
  timeoutMs: 5,
  score: (_query, { count }) => Float64Array.from({ length: count }, (_, place) => 1 / (1 + place)),
}
