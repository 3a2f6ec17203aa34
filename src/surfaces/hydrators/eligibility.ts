import type { ColumnKinds, Hydrator } from '#pipeline'
import { blockOnVersion } from '../blocks-of.ts'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import type { Blocks, Histories, Reads } from '../reads.ts'
import type { TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'

/** What the listener has ruled out: 0 nothing, 1 the track, 2 its artist, 3 another artist on it, 4 a tag of it. */
export type Eligibility = Readonly<Record<'blockedBy', number>>

const adds: ColumnKinds<Eligibility> = { blockedBy: 'byte' }

/** Has no `absent` on purpose: what can't be checked is dropped. */
export const eligibility: Hydrator<Live, Found, Eligibility> = {
  // As in every record so far: a layout names its stages, and this one has not changed.
  name: 'limits',
  timeoutMs: 10,
  adds,
  hydrate(query, batch) {
    const { index, listener } = query.reads
    return byTrack(query, batch, adds, ({ blockedBy }, there) => {
      if (listener === undefined || listener.blocks.size === 0) return
      const { blocks } = listener
      for (let at = 0; at < there.count; at++)
        blockedBy[there.places[at] ?? 0] = blockOn(there.keys[at] ?? 0, index, blocks)
    })
  },
}

/**
 * The value of `blockedBy` for a track. What is blocked is the recording: whoever plays on one version plays on
 * all of them, and so another version is not served for want of a credit or a tag. A blocked track is blocked with
 * every track of its main artist and title, in whatever edition.
 */
export const blockOn = (key: number, index: TrackIndex, blocks: Blocks): number => {
  const recording = index.recordings[key] ?? key
  if (blocks.recordings.has(recording)) return 1
  return blockOnVersion(key, index, blocks) || blocks.onVersions(recording)
}

/** True for what must lead to nothing and be named nowhere: blocked, or disliked, in whatever version. */
export const isRuledOut = (key: number, { index, listener }: Pick<Reads, 'index' | 'listener'>): boolean => {
  if (listener === undefined) return false
  if (listener.blocks.size > 0 && blockOn(key, index, listener.blocks) !== 0) return true
  return isDisliked(key, index, listener.histories)
}

/** In whatever version, or as another recording of the same song, unless this one is liked: that was said of it alone. */
export const isDisliked = (key: number, index: TrackIndex, histories: Histories): boolean => {
  const recording = index.recordings[key] ?? key
  return isDislikedAt(histories.places.get(recording), recording, histories)
}

/** As `isDisliked`, of a recording whose row is known; undefined where it has none. */
export const isDislikedAt = (
  row: number | undefined,
  recording: number,
  { areDisliked, rating }: Histories,
): boolean => {
  const said = row === undefined ? 0 : (rating[row] ?? 0)
  return said === 0 ? areDisliked(recording) : said < 0
}
