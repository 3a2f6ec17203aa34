import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Query } from '../query.ts'

/** What everybody plays: the answer for a listener without a history, and the last resort for all. */
export const popular: Source<Query, Found> = {
  name: 'popular',
  timeoutMs: 10,
  find: ({ reads: { models }, shelf }) =>
    found('popular', models.popular(shelf === undefined ? 40 : 60, shelf?.tag)),
}
