import type { AskedPlaylist } from './asked-playlist.ts'
import type { PlaylistMemory } from './playlist-memory.ts'

/** How many of each kind are looked at; those that a playlist with tracks has differ from those of a title alone. */
const ofTracks = { all: 700, tracks: 400, title: 150, walks: 300, seedArtist: 60, artists: 60, ofArtist: 12 }
const ofTitle = { all: 1_500, titleMany: 700, artists: 1_000, titleArtists: 150, ofArtist: 15 }
const ofNamed = 120
/** An artist of whom nobody has a track is meant only by a title that is mostly the name. */
const mostlyName = 0.5

/** What may come next: none of what the playlist has, in an order that says nothing. */
export const candidatesFor = (asked: AskedPlaylist, memory: PlaylistMemory): Uint32Array => {
  const found = new Set<number>()
  const add = (tracks: Iterable<number>): void => {
    for (const track of tracks) found.add(track)
  }
  const { votes, seeds } = asked
  if (seeds.length > 0) {
    add(votes.all.best(ofTracks.all).items)
    add(votes.tracks.best(ofTracks.tracks).items)
    add(votes.title.best(ofTracks.title).items)
    add(asked.walks.best(ofTracks.walks).items)
    for (const artist of asked.seedArtists.keys())
      add(memory.tracksOf(artist).subarray(0, ofTracks.seedArtist))
    for (const artist of asked.artists.best(ofTracks.artists).items)
      add(memory.tracksOf(artist).subarray(0, ofTracks.ofArtist))
  } else {
    add(votes.all.best(ofTitle.all).items)
    add(votes.titleMany.best(ofTitle.titleMany).items)
    add(votes.artists.best(ofTitle.artists).items)
    for (const artist of asked.artists.best(ofTitle.titleArtists).items)
      add(memory.tracksOf(artist).subarray(0, ofTitle.ofArtist))
  }
  // A playlist that nothing is known of still gets what most playlists have.
  add(memory.popular)
  for (const [artist, share] of asked.named)
    if ((memory.listsWithArtist[artist] ?? 0) > 0 || share >= mostlyName)
      add(memory.tracksOf(artist).subarray(0, ofNamed))
  for (const seed of seeds) found.delete(seed)
  return Uint32Array.from(found)
}
