import { z } from 'zod'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** What is played most among the six tags the listener likes best. */
export const tagsYouPlay = z
  .strictObject({ use: z.literal('tags-you-play'), timeoutMs, tags: count, ofEach: count })
  .transform(
    ({ timeoutMs, tags, ofEach }): Source<Live, Found> => ({
      name: 'tags-you-play',
      timeoutMs,
      enabled: ({ reads }) => reads.listener !== undefined,
      find({ reads: { models, listener } }) {
        const best = listener?.topTags(tags) ?? []
        return found(
          'tags-you-play',
          best.flatMap((tag) => models.popular(ofEach, tag)),
        )
      },
    }),
  )
