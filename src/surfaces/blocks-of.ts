import { spellingsOf, type Target } from '#catalog'
import type { TrackKey } from '#domain'
import { entity, parseEntity } from '#features'
import type { Blocks } from './reads.ts'
import { recordingOf, type TrackIndex } from './track-index.ts'

/** What the catalogue never had is left out: there is nothing to keep away. */
export const blocksOf = (
  abouts: readonly string[],
  keyOf: (about: string) => TrackKey | undefined,
  index: TrackIndex,
): Blocks => {
  const numbers = { track: new Set<number>(), artist: new Set<number>(), tag: new Set<number>() }
  const numbersOf = (kind: Target['kind'], id: string): readonly number[] => {
    if (kind === 'artist') return index.reach.namesakes(id)
    if (kind === 'tag') return [index.tagNumbers.get(id) ?? []].flat()
    const key = keyOf(entity('track', id))
    return key === undefined ? [] : [recordingOf(key, index)]
  }
  for (const about of abouts) {
    const { kind, id } = parseEntity(about)
    if (kind === 'listener' || kind === 'session') continue
    // Spelt as the catalogue spells it since blocks are looked up at the door; a log may hold older ones.
    const found = spellingsOf({ kind, id }).map((spelling) => numbersOf(kind, spelling))
    for (const number of found.find(({ length }) => length > 0) ?? []) numbers[kind].add(number)
  }
  const { track: recordings, artist: artists, tag: tags } = numbers
  const size = recordings.size + artists.size + tags.size
  return { recordings, songs: songsOf(recordings, index), artists, tags, size }
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
