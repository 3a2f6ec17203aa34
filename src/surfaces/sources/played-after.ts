import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, foundFrom } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'

/** What people go on to from the current track, and from the three heard before it. */
export const playedAfter: Source<Pick<Leading, 'currentKey' | 'recentKeys'> & Live, Found> = {
  name: 'played-after',
  timeoutMs: 20,
  find({ currentKey, recentKeys = [], reads: { models } }) {
    const from = currentKey === undefined ? recentKeys.slice(0, 4) : [currentKey, ...recentKeys.slice(0, 3)]
    return foundFrom(
      'played-after',
      from.map((cause, place) => ({
        keys: models.after(trackKey(cause), place === 0 ? 50 : 20).map(({ key }) => key),
        cause,
      })),
    )
  },
}
