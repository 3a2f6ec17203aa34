import { trackKey } from '#domain'
import type { Source } from '#pipeline'
import { anchorVector } from '../anchor.ts'
import { type Found, found, foundFrom } from '../candidate.ts'
import type { Query } from '../query.ts'

/**
 * The nearest in sound and style to what plays and what was heard just before. When something was skipped, or a
 * session has a seed, it is the nearest to where the request stands instead: skips have bent that direction.
 * A shelf is about the track it names, whatever was skipped, and says that what it shows is near: only what is close
 * in style stands on it, so that a track of which nobody knows its style has no such shelf.
 */
export const soundsLike: Source<Query, Found> = {
  name: 'sounds-like',
  timeoutMs: 30,
  find(query) {
    const { currentKey, recentKeys, reads, session, shelf, skippedKeys } = query
    if (shelf !== undefined || (skippedKeys.length === 0 && session === undefined)) {
      const nearest = (cause: number) => {
        const near = reads.models.nearTrack(trackKey(cause))
        return shelf === undefined ? near : near.filter((key) => reads.models.close(trackKey(cause), key))
      }
      const from = currentKey === undefined ? recentKeys.slice(0, 3) : [currentKey, ...recentKeys.slice(0, 2)]
      return foundFrom(
        'sounds-like',
        from.map((cause, place) => ({
          keys: nearest(cause).slice(0, place === 0 ? 50 : 15),
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
