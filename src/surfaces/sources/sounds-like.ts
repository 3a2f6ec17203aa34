import type { Source } from '#pipeline'
import { anchorVector } from '../anchor.ts'
import { type Found, found } from '../candidate.ts'
import type { Query } from '../query.ts'

/** The nearest in sound and style to where the request stands; skips have already bent that direction. */
export const soundsLike: Source<Query, Found> = {
  name: 'sounds-like',
  timeoutMs: 30,
  find(query) {
    const anchor = anchorVector(query)
    if (anchor === undefined) return found('sounds-like', [])
    const near = query.reads.models.near(anchor, 60)
    return found(
      'sounds-like',
      near.map(({ key }) => key),
      query.currentKey,
    )
  },
}
