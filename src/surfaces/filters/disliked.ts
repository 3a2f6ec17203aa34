import type { Filter } from '#pipeline'
import type { History } from '../hydrators/history.ts'
import type { KeptQuery } from '../query.ts'

/** A dislike keeps the track away until it is taken back. */
export const disliked: Filter<KeptQuery, History> = {
  name: 'disliked',
  timeoutMs: 5,
  judge: (_query, { columns }) =>
    Array.from(columns.rating, (rating) => (rating < 0 ? 'listener dislikes this track' : undefined)),
}
