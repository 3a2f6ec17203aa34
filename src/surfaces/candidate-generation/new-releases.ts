import { z } from 'zod'
import type { TrackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found, viaOf } from '../candidate.ts'
import type { Live } from '../query.ts'
import type { ModelReads } from '../reads.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/** With fewer of the newest, those added last stand beside them. */
const enough = 24
const most = 40

/** The newest by their dates; where those are few, those added last as well, each of which is in one list only. */
export const newest = (
  models: ModelReads,
): { readonly released: readonly TrackKey[]; readonly added: readonly TrackKey[] } => {
  const released = models.newReleases()
  if (released.length >= enough) return { released, added: [] }
  return { released, added: models.addedLast(most).filter((key) => !released.includes(key)) }
}

/** What was only added last is marked as such: a track without a late date is never said to be new. */
export const newReleases = z.strictObject({ use: z.literal('new-releases'), timeoutMs }).transform(
  ({ timeoutMs }): Source<Live, Found> => ({
    name: 'new-releases',
    timeoutMs,
    find: ({ reads: { models } }) => {
      const { released, added } = newest(models)
      const both = found('new-releases', [...released, ...added])
      both.via.fill(viaOf('added-last'), released.length)
      return both
    },
  }),
)
