import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'
import { nextOnRelease } from '../release-rows.ts'

/** What follows on the release of what plays: most who play a release go on with it, and no other list knows its order. */
export const onRelease = z.strictObject({ use: z.literal('on-release'), timeoutMs, next: count }).transform(
  ({ timeoutMs, next }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
    name: 'on-release',
    timeoutMs,
    enabled: ({ currentKey }) => currentKey !== undefined,
    find({ currentKey = -1, reads: { index } }) {
      const keys = nextOnRelease(currentKey, index, next).map(trackKey)
      return found('on-release', keys, currentKey)
    },
  }),
)
