import type { Playlist, TrackFacts } from '../data-sets/playlists.ts'
import { trackCount } from '../data-sets/playlists.ts'
import { createNumbering } from '../numbering.ts'
import { type CosineIndex, createCosineIndex, type SparseRow } from './cosine-index.ts'
import { titleTerms, wordsOf } from './title-terms.ts'

/** Playlists as they are asked: by tracks, by artists, by title. Built from them, never packed. */
export interface PlaylistMemory {
  readonly lists: readonly Playlist[]
  readonly facts: TrackFacts
  readonly byTracks: CosineIndex
  readonly byArtists: CosineIndex
  readonly byTitle: CosineIndex
  /** Of how many playlists a track, an artist is. */
  readonly listsWith: Uint32Array
  readonly listsWithArtist: Uint32Array
  /** By playlist: its artists, each once. */
  readonly artistsOf: readonly Uint32Array[]
  /** The playlists with a track. */
  listsOf(track: number): Uint32Array
  /** An artist's tracks, those in most playlists first. */
  tracksOf(artist: number): Uint32Array
  /** The place of a track among its artist's. */
  readonly placeOf: Uint32Array
  /** Those in most playlists, the first five hundred. */
  readonly popular: Uint32Array
  titleRow(title: string): SparseRow
  artistRow(tracks: ArrayLike<number>): SparseRow
  /** The artists that a title names, and how much of it each name is. */
  namedIn(title: string): ReadonlyMap<number, number>
}

const mostPopular = 500
/** Shorter names are words of titles as well ("Yes", "Air" are taken; "U2" is lost to its tracks). */
const shortestName = 3
const mostWordsOfName = 5

export const createPlaylistMemory = (lists: readonly Playlist[], facts: TrackFacts): PlaylistMemory => {
  const tracks = trackCount(facts)
  const artists = facts.artistNames.length
  const artistRow = (of: ArrayLike<number>): SparseRow => artistRowOf(of, facts)
  const artistRows = lists.map((list) => artistRow(list.tracks))
  const terms = createNumbering()
  const titleRow = (title: string, numberOf: (term: string) => number | undefined): SparseRow =>
    titleRowOf(title, numberOf)
  const titleRows = lists.map(({ title }) => titleRow(title, terms.numberOf))
  const artistsOf = artistRows.map(({ keys }) => Uint32Array.from(Array.from(keys)))
  const byTrack = invert(
    lists.map((list) => list.tracks),
    tracks,
  )
  const listsWith = byTrack.counts
  const rank = (numbers: Uint32Array): Uint32Array =>
    numbers.sort((one, other) => (listsWith[other] ?? 0) - (listsWith[one] ?? 0) || one - other)
  const byArtist = invert(
    Array.from(facts.artistOf, (artist) => [artist]),
    artists,
  )
  const placeOf = new Uint32Array(tracks)
  for (let artist = 0; artist < artists; artist++)
    for (const [place, track] of rank(byArtist.of(artist)).entries()) placeOf[track] = place
  return {
    lists,
    facts,
    byTracks: createCosineIndex(
      lists.map((list) => evenly(list.tracks)),
      tracks,
    ),
    byArtists: createCosineIndex(artistRows, artists),
    byTitle: createCosineIndex(titleRows, terms.size),
    listsWith,
    listsWithArtist: invert(artistsOf, artists).counts,
    artistsOf,
    listsOf: byTrack.of,
    tracksOf: byArtist.of,
    placeOf,
    popular: rank(Uint32Array.from({ length: tracks }, (_, track) => track)).slice(0, mostPopular),
    titleRow: (title) => titleRow(title, terms.known),
    artistRow,
    namedIn: createNamedIn(facts.artistNames),
  }
}

/** Each key as much as any other. */
export const evenly = (keys: ArrayLike<number>): SparseRow => ({
  keys,
  weights: new Float32Array(keys.length).fill(1),
})

/** An artist with four tracks weighs twice as much as one with one: a playlist is of its artists, not of the longest album. */
const artistRowOf = (tracks: ArrayLike<number>, { artistOf }: TrackFacts): SparseRow => {
  const counts = new Map<number, number>()
  for (const track of Array.from(tracks)) {
    const artist = artistOf[track]
    if (artist !== undefined) counts.set(artist, (counts.get(artist) ?? 0) + 1)
  }
  return { keys: [...counts.keys()], weights: Float32Array.from(counts.values(), Math.sqrt) }
}

const titleRowOf = (title: string, numberOf: (term: string) => number | undefined): SparseRow => {
  const terms = [...titleTerms(title)]
  return {
    // What no title has counts in the length of this one and finds nothing.
    keys: terms.map(([term]) => numberOf(term) ?? Number.MAX_SAFE_INTEGER),
    weights: Float32Array.from(terms, ([, weight]) => weight),
  }
}

/** From rows of numbers to the rows that have a number. */
const invert = (rows: readonly ArrayLike<number>[], numbers: number) => {
  const counts = new Uint32Array(numbers)
  for (const row of rows) for (const number of Array.from(row)) counts[number] = (counts[number] ?? 0) + 1
  const starts = new Uint32Array(numbers + 1)
  for (let number = 0; number < numbers; number++)
    starts[number + 1] = (starts[number] ?? 0) + (counts[number] ?? 0)
  const next = starts.slice()
  const found = new Uint32Array(starts[numbers] ?? 0)
  for (const [place, row] of rows.entries())
    for (const number of Array.from(row)) {
      const at = next[number] ?? 0
      next[number] = at + 1
      found[at] = place
    }
  return {
    counts,
    of: (number: number): Uint32Array => found.subarray(starts[number] ?? 0, starts[number + 1] ?? 0),
  }
}

const createNamedIn = (names: readonly string[]) => {
  const byName = new Map<string, number[]>()
  for (const [artist, name] of names.entries()) {
    const words = wordsOf(name).join(' ')
    if (words.length < shortestName) continue
    const same = byName.get(words)
    if (same === undefined) byName.set(words, [artist])
    else same.push(artist)
  }
  return (title: string): ReadonlyMap<number, number> => {
    const words = wordsOf(title)
    const named = new Map<number, number>()
    for (let from = 0; from < words.length; from++)
      for (let to = from + 1; to <= Math.min(words.length, from + mostWordsOfName); to++)
        for (const artist of byName.get(words.slice(from, to).join(' ')) ?? [])
          named.set(artist, Math.max(named.get(artist) ?? 0, (to - from) / words.length))
    return named
  }
}
