import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/**
 * The nearest to what plays, whoever they are by. `sounds-like` leaves most of an artist out, which is right for a list that is
 * shown as it is; here a ranker chooses and the selector spaces, and half of what people go on to is by whom they hear.
 */
export const closest = z.strictObject({ use: z.literal('closest'), timeoutMs, most: count }).transform(
  ({ timeoutMs, most }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
    name: 'closest',
    timeoutMs,
    enabled: ({ currentKey }) => currentKey !== undefined,
    find({ currentKey = -1, reads: { models } }) {
      return found('closest', models.closest(trackKey(currentKey)).slice(0, most), currentKey)
    },
  }),
)
