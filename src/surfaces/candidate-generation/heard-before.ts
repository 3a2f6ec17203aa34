import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** What the listener played most lately: repeat plays are a large part of listening, and most forget them. */
export const heardBefore = z
  .strictObject({ use: z.literal('heard-before'), timeoutMs, played: count, liked: count })
  .transform(
    ({ timeoutMs, played, liked }): Source<Live, Found> => ({
      name: 'heard-before',
      timeoutMs,
      enabled: ({ reads }) => reads.listener !== undefined,
      find({ reads: { listener } }) {
        return found('heard-before', [
          ...(listener?.mostPlayedKeys(played) ?? []),
          ...(listener?.likedKeys(liked) ?? []),
        ])
      },
    }),
  )
