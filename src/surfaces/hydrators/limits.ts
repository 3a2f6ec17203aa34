import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'
import type { Blocks, Histories, Reads } from '../reads.ts'
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

/**
 * The value of `blockedBy` for a track. What is blocked is the recording: whoever plays on one version plays on
 * all of them, and so another version is not served for want of a credit or a tag. A blocked track is blocked with
 * every track of its main artist and title.
 */
export const blockOn = (key: number, index: TrackIndex, blocks: Blocks): number => {
  const recording = index.recordings[key] ?? key
  if (blocks.recordings.has(recording)) return 1
  const own = blockOnVersion(key, index, blocks)
  if (own !== 0) return own
  for (const version of index.versions.get(recording) ?? []) {
    const other = version === key ? 0 : blockOnVersion(version, index, blocks)
    if (other !== 0) return other
  }
  return 0
}

/** True for what must lead to nothing and be named nowhere: blocked, or disliked, in whatever version. */
export const isRuledOut = (key: number, { index, listener }: Pick<Reads, 'index' | 'listener'>): boolean => {
  if (listener === undefined) return false
  if (listener.blocks.size > 0 && blockOn(key, index, listener.blocks) !== 0) return true
  return isDisliked(key, index, listener.histories)
}

/** In whatever version, or as another recording of the same song, unless this one is liked: that was said of it alone. */
export const isDisliked = (
  key: number,
  index: TrackIndex,
  { dislikedSongs, places, rating }: Histories,
): boolean => {
  const recording = index.recordings[key] ?? key
  const place = places.get(recording)
  const said = place === undefined ? 0 : (rating[place] ?? 0)
  if (said !== 0) return said < 0
  if (dislikedSongs.size === 0) return false
  const { songs } = index.reach
  return (index.versions.get(recording) ?? [key]).some((version) => dislikedSongs.has(songs[version] ?? 0))
}

const blockOnVersion = (key: number, index: TrackIndex, { artists, songs, tags }: Blocks): number => {
  if (songs.size > 0 && songs.has(index.reach.songs[key] ?? 0)) return 1
  if (artists.size > 0) {
    const end = index.creditStarts[key + 1] ?? 0
    for (let at = index.creditStarts[key] ?? end; at < end; at++) {
      const artist = index.credits[at] ?? noTrack
      if (artists.has(artist)) return artist === index.artists[key] ? 2 : 3
    }
  }
  if (tags.size === 0) return 0
  const end = index.tagStarts[key + 1] ?? 0
  for (let at = index.tagStarts[key] ?? end; at < end; at++) {
    if (tags.has(index.trackTags[at] ?? noTrack)) return 4
  }
  return 0
}
