import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { anchorVector } from '../anchor.ts'
import { type Found, found, foundFrom } from '../candidate.ts'
import type { Leading, Live } from '../query.ts'

/**
 * The nearest in sound and style to what plays and what was heard just before. When something was skipped, or a
 * session has a seed, it is the nearest to where the request stands instead: skips have bent that direction.
 */
export const soundsLike: Source<Leading & Live, Found> = {
  name: 'sounds-like',
  timeoutMs: 30,
  find(query) {
    const { currentKey, recentKeys = [], reads, session, skippedKeys = [] } = query
    if (skippedKeys.length === 0 && session === undefined) {
      const from = currentKey === undefined ? recentKeys.slice(0, 3) : [currentKey, ...recentKeys.slice(0, 2)]
      return foundFrom(
        'sounds-like',
        from.map((cause, place) => ({
          keys: reads.models.nearTrack(trackKey(cause)).slice(0, place === 0 ? 50 : 15),
          cause,
        })),
      )
    }
    const anchor = anchorVector(query)
    const near = anchor === undefined ? [] : reads.models.near(anchor, 60)
    return found(
      'sounds-like',
      near.map(({ key }) => key),
      currentKey,
    )
  },
}
