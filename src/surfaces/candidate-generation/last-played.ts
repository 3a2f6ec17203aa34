import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** What the listener played last: of what is played again most was played lately, whether it is a favourite or not. */
export const lastPlayed = z.strictObject({ use: z.literal('last-played'), timeoutMs, most: count }).transform(
  ({ timeoutMs, most }): Source<Live, Found> => ({
    name: 'last-played',
    timeoutMs,
    enabled: ({ reads }) => reads.listener !== undefined,
    find: ({ reads: { listener } }) => found('last-played', listener?.lastPlayedKeys(most) ?? []),
  }),
)
