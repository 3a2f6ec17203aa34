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
      for (let at = 0; at < there.count; at++) {
        const place = there.places[at] ?? 0
        const [first = 0, second = 0, third = 0] = broadTags(there.keys[at] ?? 0, query.reads.index)
        tag1[place] = first
        tag2[place] = second
        tag3[place] = third
      }
    }),
})

/** As `TellingTags`, of one track. What tells least is on most tracks: a scene, where the others name a corner of it. */
export const broadTags = (key: number, { tagStarts, trackTags, tagWeights }: TrackIndex): number[] => {
  const weightOf = (tag: number) => tagWeights[tag] ?? 0
  return [...trackTags.subarray(tagStarts[key] ?? 0, tagStarts[key + 1] ?? 0)]
    .filter((tag) => weightOf(tag) > 0)
    .sort((a, b) => weightOf(a) - weightOf(b))
    .slice(0, mostTags)
    .map((tag) => tag + 1)
}
