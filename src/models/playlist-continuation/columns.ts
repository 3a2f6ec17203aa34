import type { AskedPlaylist } from './asked-playlist.ts'
import type { PlaylistMemory } from './playlist-memory.ts'
import { wordsOf } from './title-terms.ts'

/** Numbers about one candidate of one playlist, by which the ranking chooses. */
type ColumnOf = (track: number, artist: number) => number
type Columns = (asked: AskedPlaylist, memory: PlaylistMemory) => Readonly<Record<string, ColumnOf>>

/** By an artist whom the playlist has, or whom its title names: what tells others apart tells these apart otherwise. */
export const ofItsArtists = 'of its artists'

const { log, log1p } = Math

const byLikePlaylists: Columns = ({ votes, sharing }, { listsWith }) => ({
  all: (track) => log(votes.all.of(track) + 1e-3),
  tracks: (track) => log(votes.tracks.of(track) + 1e-3),
  artists: (track) => log(votes.artists.of(track) + 1e-3),
  title: (track) => log(votes.title.of(track) + 1e-3),
  'title, few': (track) => log(votes.titleFew.of(track) + 1e-3),
  'title, many': (track) => log(votes.titleMany.of(track) + 1e-3),
  'title, part': (track) => log(votes.titleMany.of(track) / ((listsWith[track] ?? 0) + 10) + 1e-4),
  'sharing, part': (track) => log(sharing.of(track) / ((listsWith[track] ?? 0) + 5) + 1e-3),
})

const byPairs: Columns = ({ seeds, cosines, nearest, walks }) => ({
  walks: (track) => log(walks.of(track) + 1e-4),
  cosines: (track) => log(cosines.of(track) / Math.max(1, seeds.length) + 1e-3),
  nearest: (track) => nearest.of(track),
})

const byArtists: Columns = (asked, { listsWithArtist, placeOf }) => ({
  'artist, all': (_, artist) => log(asked.artists.of(artist) + 1e-2),
  'artist, part': (_, artist) => log(asked.artists.of(artist) / ((listsWithArtist[artist] ?? 0) + 3) + 1e-3),
  'artist, title': (_, artist) => log(asked.titleArtists.of(artist) + 1e-2),
  'artist, share': (_, artist) => (asked.seedArtists.get(artist) ?? 0) / Math.max(1, asked.seeds.length),
  'artist, times': (_, artist) => asked.seedArtists.get(artist) ?? 0,
  'artist, last': (_, artist) => (artist === asked.lastArtist ? 1 : 0),
  'artist, named': (_, artist) => asked.named.get(artist) ?? 0,
  'artist, playlists': (_, artist) => log1p(listsWithArtist[artist] ?? 0),
  'place with artist': (track) => log1p(placeOf[track] ?? 0),
})

const byItself: Columns = ({ seeds, titleWords }, { facts, listsWith }) => {
  const known = (track: number) => log1p(listsWith[track] ?? 0)
  const usual = seeds.reduce((sum, seed) => sum + known(seed), 0) / Math.max(1, seeds.length)
  return {
    playlists: known,
    'playlists, beside its tracks': (track) => (seeds.length > 0 ? known(track) - usual : 0),
    'in title': (track) => {
      const words = wordsOf(facts.titles[track] ?? '')
      const shared = titleWords.filter((word) => word.length > 2 && words.includes(word)).length
      return shared / Math.max(1, titleWords.length)
    },
  }
}

const columnsOf: Columns = (asked, memory) => ({
  [ofItsArtists]: (_, artist) => (asked.seedArtists.has(artist) || asked.named.has(artist) ? 1 : 0),
  ...byLikePlaylists(asked, memory),
  ...byPairs(asked, memory),
  ...byArtists(asked, memory),
  ...byItself(asked, memory),
})

/** One value a candidate, by name. */
export type Features = Readonly<Record<string, Float32Array>>

/** Of a title that is an artist's name, that artist stands before whatever else is on playlists called so. */
const nameCounts = 10

/** Where nothing is learnt of the order; what is on more playlists first, where nothing else speaks for either. */
export const likenessIn = (features: Features): Float32Array => {
  const { all = none, playlists = none, 'artist, named': named = none } = features
  return all.map((likeness, row) => likeness + nameCounts * (named[row] ?? 0) + (playlists[row] ?? 0) / 1_000)
}
const none = new Float32Array(0)

export const featuresOf = (
  asked: AskedPlaylist,
  memory: PlaylistMemory,
  candidates: Uint32Array,
): Features => {
  const { artistOf } = memory.facts
  return Object.fromEntries(
    Object.entries(columnsOf(asked, memory)).map(([name, of]) => [
      name,
      Float32Array.from(candidates, (track) => of(track, artistOf[track] ?? -1)),
    ]),
  )
}
