import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Live } from '../query.ts'

/** What is played most among the six tags the listener likes best. */
export const tagsYouPlay: Source<Live, Found> = {
  name: 'tags-you-play',
  timeoutMs: 20,
  enabled: ({ reads }) => reads.listener !== undefined,
  find({ reads: { models, listener } }) {
    const tags = listener?.topTags(6) ?? []
    return found(
      'tags-you-play',
      tags.flatMap((tag) => models.popular(10, tag)),
    )
  },
}
