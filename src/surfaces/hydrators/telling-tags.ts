import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import type { TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'

/** The three tags of a track that are on most others of those that tell anything: numbers of the track index plus one, 0 for none. */
export type TellingTags = Readonly<Record<'tag1' | 'tag2' | 'tag3', number>>

export const mostTags = 3

const adds: ColumnKinds<TellingTags> = { tag1: 'key', tag2: 'key', tag3: 'key' }

export const tellingTags = (timeoutMs: number): Hydrator<Live, Found, TellingTags> => ({
  name: 'telling-tags',
  timeoutMs,
  adds,
  hydrate: (query, batch) =>
    byTrack(query, batch, adds, ({ tag1, tag2, tag3 }, there) => {
      const { index } = query.reads
      const broad = broadTagsOf(index)
      for (let at = 0; at < there.count; at++) {
        const place = there.places[at] ?? 0
        const from = layOut(there.keys[at] ?? 0, index, broad)
        tag1[place] = broad[from] ?? 0
        tag2[place] = broad[from + 1] ?? 0
        tag3[place] = broad[from + 2] ?? 0
      }
    }),
})

/** As `TellingTags`, of one track. */
export const broadTags = (key: number, index: TrackIndex): number[] => {
  const broad = broadTagsOf(index)
  const from = layOut(key, index, broad)
  return [...broad.subarray(from, from + mostTags)].filter((tag) => tag > 0)
}

/** By key: three numbers each, or `notYet`. */
const broadTagsOf = (index: TrackIndex): Uint32Array => {
  const known = kept.get(index)
  if (known !== undefined) return known
  const broad = new Uint32Array(mostTags * index.slots).fill(notYet)
  kept.set(index, broad)
  return broad
}
/** An index never changes, so a track is sorted out once for it, when it is first asked for: all at once would hold the thread. */
const kept = new WeakMap<TrackIndex, Uint32Array>()
const notYet = 0xffff_ffff

/** Answers where the three numbers of a track begin. */
const layOut = (key: number, index: TrackIndex, broad: Uint32Array): number => {
  const from = mostTags * key
  if (broad[from] !== notYet) return from
  broad.fill(0, from, from + mostTags)
  broad.set(broadestOf(key, index), from)
  return from
}

/** What tells least is on most tracks: a scene, where the others name a corner of it. */
const broadestOf = (key: number, { tagStarts, trackTags, tagWeights }: TrackIndex): number[] => {
  const weightOf = (tag: number) => tagWeights[tag] ?? 0
  return [...trackTags.subarray(tagStarts[key] ?? 0, tagStarts[key + 1] ?? 0)]
    .filter((tag) => weightOf(tag) > 0)
    .sort((a, b) => weightOf(a) - weightOf(b))
    .slice(0, mostTags)
    .map((tag) => tag + 1)
}
