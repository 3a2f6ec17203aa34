import type { Track } from '#domain'

/**
 * The catalogue by tag, artist and release, as dense numbers: the simulation touches these lists for every
 * event, and strings there would be most of its time. A track is its index in the given array.
 */
export interface TrackGroups {
  readonly tagNames: readonly string[]
  readonly artistIds: readonly string[]
  readonly artistNames: readonly string[]
  /** Tag numbers of a track, most general first. */
  tagsOf(track: number): readonly number[]
  /** Number of the main artist, -1 when nobody is credited. */
  artistOf(track: number): number
  /** Every credited artist, featured ones included. */
  creditsOf(track: number): readonly number[]
  withTag(tag: number): Int32Array
  byArtist(artist: number): Int32Array
  /** The track after this one on its release, -1 at the end or without a release. */
  nextOnRelease(track: number): number
}

const none: readonly number[] = []
const noTracks = new Int32Array(0)

/** Numbers handed out to texts in order of first sight, with the tracks seen under each. */
const createNumbering = () => {
  const numbers = new Map<string, number>()
  const members: number[][] = []
  return {
    members,
    add: (text: string, track: number): number => {
      let number = numbers.get(text)
      if (number === undefined) {
        number = members.length
        numbers.set(text, number)
        members.push([])
      }
      const group = members[number]
      if (group !== undefined && group.at(-1) !== track) group.push(track)
      return number
    },
    names: () => [...numbers.keys()],
  }
}

export const groupTracks = (tracks: readonly Track[]): TrackGroups => {
  const tags = createNumbering()
  const artists = createNumbering()
  const releases = createNumbering()
  const artistNames: string[] = []
  const trackTags: (readonly number[])[] = []
  const trackCredits: (readonly number[])[] = []
  const trackArtist = new Int32Array(tracks.length).fill(-1)
  for (const [i, track] of tracks.entries()) {
    trackTags.push(track.tags.map((tag) => tags.add(tag, i)))
    const credits: number[] = []
    for (const artist of [...track.artists, ...track.featured]) {
      const number = artists.add(artist.id, i)
      artistNames[number] ??= artist.name
      if (!credits.includes(number)) credits.push(number)
    }
    trackCredits.push(credits)
    if (track.artists.length > 0) trackArtist[i] = credits[0] ?? -1
    if (track.release !== undefined) releases.add(track.release.id, i)
  }
  const next = new Int32Array(tracks.length).fill(-1)
  for (const release of releases.members) {
    for (let i = 1; i < release.length; i++) next[release[i - 1] ?? 0] = release[i] ?? -1
  }
  const tagTracks = tags.members.map((members) => Int32Array.from(members))
  const artistTracks = artists.members.map((members) => Int32Array.from(members))
  return {
    tagNames: tags.names(),
    artistIds: artists.names(),
    artistNames,
    tagsOf: (track) => trackTags[track] ?? none,
    artistOf: (track) => trackArtist[track] ?? -1,
    creditsOf: (track) => trackCredits[track] ?? none,
    withTag: (tag) => tagTracks[tag] ?? noTracks,
    byArtist: (artist) => artistTracks[artist] ?? noTracks,
    nextOnRelease: (track) => next[track] ?? -1,
  }
}
