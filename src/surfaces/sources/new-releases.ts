import type { Source } from '#pipeline'
import { type Found, found, viaOf } from '../candidate.ts'
import type { Query } from '../query.ts'

const most = 80

/**
 * The newest by their dates; a catalogue with few dates gives those added last instead, and they are marked as
 * such: a track without a date is never said to be new.
 */
export const newReleases: Source<Query, Found> = {
  name: 'new-releases',
  timeoutMs: 10,
  find: ({ reads: { models } }) => {
    const released = models.newReleases(most)
    const added = models.addedLast(most).filter((key) => !released.includes(key))
    const both = found('new-releases', [...released, ...added].slice(0, most))
    both.via.fill(viaOf('added-last'), released.length)
    return both
  },
}
