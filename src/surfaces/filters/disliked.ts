import type { Filter } from '#pipeline'
import type { History } from '../hydrators/history.ts'
import { judgeEach } from './judge-each.ts'

/** A dislike keeps the track away until it is taken back. */
export const disliked: Filter<unknown, History> = {
  name: 'disliked',
  timeoutMs: 5,
  judge: (_query, { columns: { rating }, count }) =>
    judgeEach(count, (place) => ((rating[place] ?? 0) < 0 ? 'listener dislikes this track' : undefined)),
}
