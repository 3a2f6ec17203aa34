import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { OnShelf } from '../home/shelf-plan.ts'
import type { Live } from '../query.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/** What a shelf that says so may show: the most played by count, of all or of a tag, and nothing to fill it up. */
export const mostPlayed = z.strictObject({ use: z.literal('most-played'), timeoutMs }).transform(
  ({ timeoutMs }): Source<OnShelf & Live, Found> => ({
    name: 'most-played',
    timeoutMs,
    find: ({ reads: { models }, shelf }) => found('popular', models.mostPlayed(shelf?.tag)),
  }),
)
