import { crc32 } from 'node:zlib'
import type { ColumnKinds, Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { noTrack, type TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'

/**
 * The three tags of a track that are on most others of those that tell anything, as `tagNumber` numbers them; 0 for none. By their
 * names, so that a record means the same as one of yesterday and whoever reads it can tell which tag it was.
 */
export type TellingTags = Readonly<Record<'tag1' | 'tag2' | 'tag3', number>>

export const mostTags = 3

/**
 * The upper 24 bits of the name's CRC-32, 1 for 0: three bytes a place in records. Of a thousand tags two have one number in three of a
 * hundred catalogues, and are then counted together.
 */
export const tagNumber = (name: string): number => crc32(name) >>> 8 || 1

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
        tag1[place] = numberOf(broad.tags[from], index, broad)
        tag2[place] = numberOf(broad.tags[from + 1], index, broad)
        tag3[place] = numberOf(broad.tags[from + 2], index, broad)
      }
    }),
})

/** As `TellingTags`, of one track and by name. */
export const broadTags = (key: number, index: TrackIndex): string[] => {
  const broad = broadTagsOf(index)
  const from = layOut(key, index, broad)
  const names: string[] = []
  for (let place = from; place < from + mostTags; place++) {
    const name = index.tags[broad.tags[place] ?? noTrack]
    if (name !== undefined) names.push(name)
  }
  return names
}

/** Sorted out so far, by the numbers of the index. */
interface Broad {
  /** By key: three tags each, `noTrack` for none, or `notYet`. */
  readonly tags: Uint32Array
  /** By tag: its `tagNumber`, 0 while nobody has asked. */
  readonly numbers: Uint32Array
}

const broadTagsOf = (index: TrackIndex): Broad => {
  const known = kept.get(index)
  if (known !== undefined) return known
  const broad = {
    tags: new Uint32Array(mostTags * index.slots).fill(notYet),
    numbers: new Uint32Array(index.tags.length),
  }
  kept.set(index, broad)
  return broad
}
/** An index never changes, so a track is sorted out once for it, when it is first asked for: all at once would hold the thread. */
const kept = new WeakMap<TrackIndex, Broad>()
const notYet = noTrack - 1

/** Answers where the three tags of a track begin. */
const layOut = (key: number, index: TrackIndex, { tags }: Broad): number => {
  const from = mostTags * key
  if (tags[from] !== notYet) return from
  tags.fill(noTrack, from, from + mostTags)
  tags.set(broadestOf(key, index), from)
  return from
}

const numberOf = (tag: number | undefined, index: TrackIndex, { numbers }: Broad): number => {
  if (tag === undefined || tag === noTrack) return 0
  const known = numbers[tag] ?? 0
  if (known > 0) return known
  const name = index.tags[tag]
  const number = name === undefined ? 0 : tagNumber(name)
  numbers[tag] = number
  return number
}

/** What tells least is on most tracks: a scene, where the others name a corner of it. */
const broadestOf = (key: number, { tagStarts, trackTags, tagWeights }: TrackIndex): number[] => {
  const weightOf = (tag: number) => tagWeights[tag] ?? 0
  return [...trackTags.subarray(tagStarts[key] ?? 0, tagStarts[key + 1] ?? 0)]
    .filter((tag) => weightOf(tag) > 0)
    .sort((a, b) => weightOf(a) - weightOf(b))
    .slice(0, mostTags)
}
