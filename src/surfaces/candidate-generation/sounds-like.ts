import { z } from 'zod'
import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { anchorVector } from '../anchor.ts'
import { type Found, found, foundFrom } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/**
 * The nearest in sound and style to what plays and what was heard just before. When something was skipped, or a
 * session has a seed, it is the nearest to where the request stands instead: skips have bent that direction.
 */
export const soundsLike = z
  .strictObject({
    use: z.literal('sounds-like'),
    timeoutMs,
    from: count,
    first: count,
    others: count,
    bent: count,
  })
  .transform(
    ({ timeoutMs, from, first, others, bent }): Source<Leading & Live, Found> => ({
      name: 'sounds-like',
      timeoutMs,
      find(query) {
        const { currentKey, recentKeys = [], reads, session, skippedKeys = [] } = query
        if (skippedKeys.length === 0 && session === undefined) {
          const heard = currentKey === undefined ? recentKeys : [currentKey, ...recentKeys]
          return foundFrom(
            'sounds-like',
            heard.slice(0, from).map((cause, place) => ({
              keys: reads.models.nearTrack(trackKey(cause)).slice(0, place === 0 ? first : others),
              cause,
            })),
          )
        }
        const anchor = anchorVector(query)
        const near = anchor === undefined ? [] : reads.models.near(anchor, bent)
        return found(
          'sounds-like',
          near.map(({ key }) => key),
          currentKey,
        )
      },
    }),
  )
