import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, foundFrom } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** What people go on to from the current track, and from the three heard before it. */
export const playedAfter = z
  .strictObject({ use: z.literal('played-after'), timeoutMs, from: count, first: count, others: count })
  .transform(
    ({
      timeoutMs,
      from,
      first,
      others,
    }): Source<Pick<Leading, 'currentKey' | 'recentKeys'> & Live, Found> => ({
      name: 'played-after',
      timeoutMs,
      find({ currentKey, recentKeys = [], reads: { models } }) {
        const heard = currentKey === undefined ? recentKeys : [currentKey, ...recentKeys]
        return foundFrom(
          'played-after',
          heard.slice(0, from).map((cause, place) => ({
            keys: models.after(trackKey(cause), place === 0 ? first : others).map(({ key }) => key),
            cause,
          })),
        )
      },
    }),
  )
