import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/**
 * What the listener played last: of what is played again most was played lately, whether it is a favourite or not. `most` of it
 * where nothing plays, and fewer while something does, which tells more.
 */
export const lastPlayed = z
  .strictObject({ use: z.literal('last-played'), timeoutMs, most: count, whilePlaying: count })
  .transform(
    ({ timeoutMs, most, whilePlaying }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
      name: 'last-played',
      timeoutMs,
      enabled: ({ reads }) => reads.listener !== undefined,
      find: ({ currentKey, reads: { listener } }) =>
        found('last-played', listener?.lastPlayedKeys(currentKey === undefined ? most : whilePlaying) ?? []),
    }),
  )
