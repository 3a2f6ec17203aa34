import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/**
 * What the listener played most lately: repeat plays are a large part of listening, and most forget them. `whilePlaying` says how
 * many of them where something plays, when these are to be fewer.
 */
export const heardBefore = z
  .strictObject({
    use: z.literal('heard-before'),
    timeoutMs,
    played: count,
    liked: count,
    whilePlaying: count.optional(),
  })
  .transform(
    ({
      timeoutMs,
      played,
      liked,
      whilePlaying = played,
    }): Source<Pick<Leading, 'currentKey'> & Live, Found> => ({
      name: 'heard-before',
      timeoutMs,
      enabled: ({ reads }) => reads.listener !== undefined,
      find({ currentKey, reads: { listener } }) {
        return found('heard-before', [
          ...(listener?.mostPlayedKeys(currentKey === undefined ? played : whilePlaying) ?? []),
          ...(listener?.likedKeys(liked) ?? []),
        ])
      },
    }),
  )
