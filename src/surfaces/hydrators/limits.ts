import type { StoredTrack } from '#catalog'
import { trackKey } from '#domain'
import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'
import { byTrack } from './by-track.ts'

/** What the listener has ruled out: 0 nothing, 1 the track, 2 its artist, 3 a featured artist, 4 a tag of it. */
export type Limits = Readonly<Record<'blockedBy', number>>

const adds: ColumnKinds<Limits> = { blockedBy: 'byte' }

/** Has no `absent` on purpose: what can't be checked is dropped. */
export const limits: Hydrator<Query, Found, Limits> = {
  name: 'limits',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { catalog, listener } = query.reads
    const blocks = listener?.blocks() ?? new Set()
    return byTrack(query, batch, adds, ({ blockedBy }, place, key) => {
      const track = blocks.size === 0 ? undefined : catalog.byKey(trackKey(key))
      if (track) blockedBy[place] = blockOn(track, blocks)
    })
  },
}

/** The value of `blockedBy` for a track; `blocks` holds `track:…`, `artist:…` and `tag:…` entries. */
export const blockOn = (track: StoredTrack, blocks: ReadonlySet<string>): number => {
  if (blocks.has(`track:${track.id}`)) return 1
  if (track.artists.some(({ id }) => blocks.has(`artist:${id}`))) return 2
  if (track.featured.some(({ id }) => blocks.has(`artist:${id}`))) return 3
  return track.tags.some((tag) => blocks.has(`tag:${tag}`)) ? 4 : 0
}
