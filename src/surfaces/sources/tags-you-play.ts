import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Query } from '../query.ts'

/** What is played most among the six tags the listener likes best. */
export const tagsYouPlay: Source<Query, Found> = {
  name: 'tags-you-play',
  timeoutMs: 20,
  enabled: ({ reads }) => reads.listener !== undefined,
  find({ reads: { models, listener }, asOf }) {
    const tags = listener?.topTags(asOf, 6) ?? []
    return tags.flatMap((tag) => found('tags-you-play', models.popular(20, tag)))
  },
}
