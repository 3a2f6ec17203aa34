import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import { oftenTimes } from '../evidence.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** What people often go on to from the track that is asked about: as often as the sentence asks that says so. */
export const oftenPlayedAfter = z
  .strictObject({ use: z.literal('often-played-after'), timeoutMs, most: count })
  .transform(
    ({ timeoutMs, most }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
      name: 'often-played-after',
      timeoutMs,
      find({ currentKey, reads: { models } }) {
        if (currentKey === undefined) return found('played-after', [])
        const often = models.after(trackKey(currentKey), most).filter(({ times }) => times >= oftenTimes)
        return found(
          'played-after',
          often.map(({ key }) => key),
          currentKey,
        )
      },
    }),
  )
