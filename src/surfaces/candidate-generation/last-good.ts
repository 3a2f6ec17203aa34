import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/** The slate this listener was last served here, for when the full pipeline can't answer. */
export const lastGood = z.strictObject({ use: z.literal('last-good'), timeoutMs }).transform(
  ({ timeoutMs }): Source<Live, Found> => ({
    name: 'last-good',
    timeoutMs,
    find: ({ lastGoodKeys }) => found('last-good', lastGoodKeys),
  }),
)
