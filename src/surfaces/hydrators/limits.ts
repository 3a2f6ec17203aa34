import { trackKey } from '#domain'
import { type Hydrator, numbers } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'

/** What the listener has ruled out: 0 nothing, 1 the track, 2 its artist, 3 a featured artist, 4 a tag of it. */
export type Limits = Readonly<Record<'blockedBy', number>>

/** Has no `absent` on purpose: what can't be checked is dropped. */
export const limits: Hydrator<Query, Found, Limits> = {
  name: 'limits',
  timeoutMs: 10,
  codec: numbers({ blockedBy: 'byte' }),
  hydrate({ reads: { catalog, listener } }, candidates) {
    const blocks = listener?.blocks()
    return candidates.map(({ key }) => {
      const track = catalog.byKey(trackKey(key))
      if (track === undefined) return undefined
      if (blocks === undefined || blocks.size === 0) return { blockedBy: 0 }
      if (blocks.has(`track:${track.id}`)) return { blockedBy: 1 }
      if (track.artists.some(({ id }) => blocks.has(`artist:${id}`))) return { blockedBy: 2 }
      if (track.featured.some(({ id }) => blocks.has(`artist:${id}`))) return { blockedBy: 3 }
      return { blockedBy: track.tags.some((tag) => blocks.has(`tag:${tag}`)) ? 4 : 0 }
    })
  },
}
