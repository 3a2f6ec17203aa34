import { spellingsOf, type Target } from '#catalog'
import type { TrackKey } from '#domain'
import { entity, parseEntity } from '#features'
import { judgedOnce } from './judged-once.ts'
import type { Blocks } from './reads.ts'
import { noTrack, recordingOf, type TrackIndex } from './track-index.ts'

/** What the catalogue never had is left out: there is nothing to keep away. */
export const blocksOf = (
  abouts: readonly string[],
  keyOf: (about: string) => TrackKey | undefined,
  index: TrackIndex,
): Blocks => {
  const numbers = { track: new Set<number>(), artist: new Set<number>(), tag: new Set<number>() }
  const formerly = new Map<number, number>()
  /** Names that were reached already: of many blocks of one entry each would reach the same. */
  const reached = { artist: new Set<string>(), tag: new Set<string>() }
  const reach = (kind: Target['kind'], id: string): boolean => {
    if (kind === 'track') {
      const key = keyOf(entity('track', id))
      if (key !== undefined) numbers.track.add(recordingOf(key, index))
      return key !== undefined
    }
    if (reached[kind].has(id)) return true
    const names = index.reach.namesakes({ kind, id })
    const keys = index.reach.formerly(kind, names)
    const found =
      kind === 'tag'
        ? names.flatMap(index.reach.tagsAlike)
        : names.flatMap((one) => index.artistNumbers.get(one) ?? [])
    for (const key of keys) formerly.set(key, blockedBy[kind])
    for (const number of found) numbers[kind].add(number)
    if (keys.length + found.length === 0) return false
    for (const name of names) reached[kind].add(name)
    return true
  }
  for (const about of abouts) {
    const { kind, id } = parseEntity(about)
    if (kind === 'listener' || kind === 'session') continue
    // Spelt as the catalogue spells it since blocks are looked up at the door; a log may hold older ones.
    spellingsOf({ kind, id }).some((spelling) => reach(kind, spelling))
  }
  const { track: recordings, artist: artists, tag: tags } = numbers
  const size = recordings.size + artists.size + tags.size + formerly.size
  const blocks = { recordings, songs: songsOf(recordings, index), artists, tags, formerly, size }
  return { ...blocks, onVersions: judgedOnce(index, (versions) => firstBlock(versions, index, blocks)) }
}

/** As `blockedBy` has them. */
const blockedBy = { artist: 2, tag: 4 } as const

type Blocked = Omit<Blocks, 'onVersions'>

const firstBlock = (versions: readonly number[], index: TrackIndex, blocks: Blocked): number => {
  for (const version of versions) {
    const block = blockOnVersion(version, index, blocks)
    if (block !== 0) return block
  }
  return 0
}

/** What is said of this very track, by its own credits and tags; as `blockedBy`. */
export const blockOnVersion = (
  key: number,
  index: TrackIndex,
  { artists, formerly, songs, tags }: Blocked,
): number => {
  if (songs.size > 0 && songs.has(index.reach.songs[key] ?? 0)) return 1
  if (artists.size > 0) {
    const end = index.creditStarts[key + 1] ?? 0
    for (let at = index.creditStarts[key] ?? end; at < end; at++) {
      const artist = index.credits[at] ?? noTrack
      if (artists.has(artist)) return artist === index.artists[key] ? 2 : 3
    }
  }
  const former = formerly.get(key)
  if (former !== undefined) return former
  if (tags.size === 0) return 0
  const end = index.tagStarts[key + 1] ?? 0
  for (let at = index.tagStarts[key] ?? end; at < end; at++) {
    if (tags.has(index.trackTags[at] ?? noTrack)) return 4
  }
  return 0
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
