import type { Artist, Track } from '#domain'
import type { StoredTrack } from './catalog-store.ts'

/**
 * One object per distinct artist and release, one string per tag: a third of the memory of parsed rows. What is
 * no longer used can't be told from what is, so each list starts anew when it has outgrown the catalogue:
 * names sent from outside, changed with every upsert, would fill the memory otherwise.
 */
export const createSharing = (most: () => number): ((track: StoredTrack) => StoredTrack) => {
  const people = new Map<string, Artist>()
  const releases = new Map<string, NonNullable<Track['release']>>()
  const tags = new Map<string, string>()
  const once = <Value>(known: Map<string, Value>, name: string, value: Value): Value => {
    const first = known.get(name)
    if (first !== undefined) return first
    if (known.size >= most()) known.clear()
    known.set(name, value)
    return value
  }
  const person = (artist: Artist): Artist => once(people, `${artist.id}\n${artist.name}`, artist)
  return (track) => ({
    ...track,
    artists: track.artists.map(person),
    featured: track.featured.map(person),
    ...(track.release && {
      release: once(releases, `${track.release.id}\n${track.release.title}`, track.release),
    }),
    tags: track.tags.map((tag) => once(tags, tag, tag)),
  })
}
