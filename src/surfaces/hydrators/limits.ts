import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'
import type { Blocks } from '../reads.ts'
import { noTrack, type TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'

/** What the listener has ruled out: 0 nothing, 1 the track, 2 its artist, 3 another artist on it, 4 a tag of it. */
export type Limits = Readonly<Record<'blockedBy', number>>

const adds: ColumnKinds<Limits> = { blockedBy: 'byte' }

/** Has no `absent` on purpose: what can't be checked is dropped. */
export const limits: Hydrator<Query, Found, Limits> = {
  name: 'limits',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { index, listener } = query.reads
    return byTrack(query, batch, adds, ({ blockedBy }) => (place, key) => {
      if (listener && listener.blocks.size > 0) blockedBy[place] = blockOn(key, index, listener.blocks)
    })
  },
}

/** The value of `blockedBy` for a track. */
export const blockOn = (key: number, index: TrackIndex, { tracks, artists, tags }: Blocks): number => {
  if (tracks.has(key)) return 1
  if (artists.size > 0) {
    const end = index.creditStarts[key + 1] ?? 0
    for (let at = index.creditStarts[key] ?? end; at < end; at++) {
      const artist = index.credits[at] ?? noTrack
      if (artists.has(artist)) return artist === index.artists[key] ? 2 : 3
    }
  }
  const end = index.tagStarts[key + 1] ?? 0
  for (let at = index.tagStarts[key] ?? end; at < end; at++) {
    if (tags.has(index.trackTags[at] ?? noTrack)) return 4
  }
  return 0
}
