import { spellingsOf, type Target } from '#catalog'
import type { TrackKey } from '#domain'
import { entity } from '#features'
import { judgedOnce } from './judged-once.ts'
import type { Namesakes } from './namesakes.ts'
import type { NumberLists } from './number-lists.ts'
import type { Blocks } from './reads.ts'
import { noTrack, recordingOf, type TrackIndex } from './track-index.ts'

/** What the catalogue never had is left out: there is nothing to keep away. */
export const blocksOf = (
  targets: readonly Target[],
  keyOf: (about: string) => TrackKey | undefined,
  index: TrackIndex,
): Blocks => {
  const numbers = { track: new Set<number>(), artist: new Set<number>(), tag: new Set<number>() }
  /** Of many blocks of one name each reaches the same. */
  const gone = new Set<Namesakes>()
  const reach = (kind: Target['kind'], id: string): boolean => {
    if (kind === 'track') {
      const key = keyOf(entity('track', id))
      if (key !== undefined) numbers.track.add(recordingOf(key, index))
      return key !== undefined
    }
    const lists = index.reach.namesakes({ kind, id })
    for (const list of lists) {
      if (gone.has(list)) continue
      gone.add(list)
      for (const number of list.numbers) numbers[kind].add(number)
    }
    return lists.some((list) => list.numbers.length > 0)
  }
  for (const { kind, id } of targets) {
    // Spelt as the catalogue spells it since blocks are looked up at the door; a log may hold older ones.
    spellingsOf({ kind, id }).some((spelling) => reach(kind, spelling))
  }
  const { track: recordings, artist: artists, tag: tags } = numbers
  const size = recordings.size + artists.size + tags.size
  const blocks = { recordings, songs: songsOf(recordings, index), artists, tags, size }
  return { ...blocks, onVersions: judgedOnce(index, (versions) => firstBlock(versions, index, blocks)) }
}

type Blocked = Omit<Blocks, 'onVersions'>

const firstBlock = (versions: readonly number[], index: TrackIndex, blocks: Blocked): number => {
  for (const version of versions) {
    const block = blockOnVersion(version, index, blocks)
    if (block !== 0) return block
  }
  return 0
}

/** What is said of this very track, by its own credits and tags; as `blockedBy`. */
export const blockOnVersion = (key: number, index: TrackIndex, { artists, songs, tags }: Blocked): number => {
  const { reach } = index
  if (songs.size > 0 && songs.has(reach.songs[key] ?? 0)) return 1
  if (artists.size > 0) {
    const end = index.creditStarts[key + 1] ?? 0
    for (let at = index.creditStarts[key] ?? end; at < end; at++) {
      const artist = index.credits[at] ?? noTrack
      if (artists.has(artist)) return artist === index.artists[key] ? 2 : 3
    }
    if (isIn(artists, reach.formerArtists, key)) return 2
  }
  if (tags.size === 0) return 0
  const isTagged = isIn(tags, { starts: index.tagStarts, numbers: index.trackTags }, key)
  return isTagged || isIn(tags, reach.formerTags, key) ? 4 : 0
}

const isIn = (blocked: ReadonlySet<number>, { starts, numbers }: NumberLists, key: number): boolean => {
  const end = starts[key + 1] ?? 0
  for (let at = starts[key] ?? end; at < end; at++) if (blocked.has(numbers[at] ?? noTrack)) return true
  return false
}

/** The songs that recordings are in any of their versions. */
export const songsOf = (
  recordings: Iterable<number>,
  { reach, versions }: TrackIndex,
): ReadonlySet<number> => {
  const songs = new Set<number>()
  for (const recording of recordings) {
    for (const version of versions.get(recording) ?? [recording]) songs.add(reach.songs[version] ?? 0)
  }
  songs.delete(0)
  return songs
}
