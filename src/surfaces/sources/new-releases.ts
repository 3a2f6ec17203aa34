import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { Query } from '../query.ts'

/** The newest in the catalogue. */
export const newReleases: Source<Query, Found> = {
  name: 'new-releases',
  timeoutMs: 10,
  find: ({ reads: { models } }) => found('new-releases', models.newest(80)),
}
