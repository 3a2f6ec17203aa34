import type { PlaylistSoFar } from '../playlist-scorer.ts'
import { type Best, createVotes, type Votes } from '../votes.ts'
import type { SparseRow } from './cosine-index.ts'
import { evenly, type PlaylistMemory } from './playlist-memory.ts'
import { wordsOf } from './title-terms.ts'

/**
 * What a memory says of one playlist: which others are like it, and what these vote for. The columns are used again by the
 * next question, so one is done with before the next is asked.
 */
export interface AskedPlaylist {
  readonly seeds: Uint32Array
  /** Tracks by playlists that are like it: by its tracks; by its artists (or those of its title); by title, few, some and many; by all. */
  readonly votes: Readonly<Record<VoteName, Votes>>
  /** By artist: of playlists like it, and of those with a like title. */
  readonly artists: Votes
  readonly titleArtists: Votes
  /** Cosines to its tracks, summed; the largest of them; playlists that it shares a track with; random walks of three steps. */
  readonly cosines: Votes
  readonly nearest: Votes
  readonly sharing: Votes
  readonly walks: Votes
  /** How many of its tracks an artist has. */
  readonly seedArtists: ReadonlyMap<number, number>
  readonly lastArtist: number
  readonly named: ReadonlyMap<number, number>
  readonly titleWords: readonly string[]
}

const voteNames = ['tracks', 'artists', 'title', 'titleFew', 'titleMany', 'all'] as const
export type VoteName = (typeof voteNames)[number]

/** How many of those that are like it vote, and to which power of their likeness. */
const electorate = {
  tracks: [500, 1],
  artists: [150, 2],
  title: [200, 1.5],
  titleFew: [30, 1],
  titleMany: [3_000, 1],
  all: [300, 1.5],
} as const satisfies Record<VoteName, readonly [number, number]>
/** How much likeness by artists and by title counts beside that by tracks. */
const artistsCount = 0.7
const titleCounts = 0.3
const artistElectorate = 200
/** A title alone is asked for once more by the artists that it leads to (relevance feedback; Rocchio 1971). */
const feedback = { playlists: 60, artists: 200, electorate: 300 }
/** Damps the cosine of tracks that are on few playlists. */
const shrinkage = 5
const walkPower = 0.6

export const createAskPlaylist = (memory: PlaylistMemory) => {
  const likeness = { tracks: createVotes(), artists: createVotes(), title: createVotes(), all: createVotes() }
  const votes: Record<VoteName, Votes> = {
    tracks: createVotes(),
    artists: createVotes(),
    title: createVotes(),
    titleFew: createVotes(),
    titleMany: createVotes(),
    all: createVotes(),
  }
  const [artists, titleArtists] = [createVotes(), createVotes()]
  const pairs = {
    cosines: createVotes(),
    nearest: createVotes(),
    sharing: createVotes(),
    walks: createVotes(),
  }
  const together = createVotes()
  const sharingLists = createVotes()
  const every = [...Object.values(likeness), ...Object.values(votes), artists, titleArtists]

  const voted = (by: Votes, name: VoteName, most: number = electorate[name][0]): void => {
    const { items, scores } = by.best(most)
    const power = electorate[name][1]
    for (const [rank, playlist] of items.entries()) {
      const vote = (scores[rank] ?? 0) ** power
      for (const track of memory.lists[playlist]?.tracks ?? []) votes[name].add(track, vote)
    }
  }
  const artistsVoted = ({ items, scores }: Best, into: Votes): void => {
    for (const [rank, playlist] of items.entries())
      for (const artist of memory.artistsOf[playlist] ?? []) into.add(artist, scores[rank] ?? 0)
  }
  const paired = (seeds: Uint32Array): void => {
    for (const seed of seeds) {
      const lists = memory.listsOf(seed)
      for (const list of lists) {
        const { tracks = nothing } = memory.lists[list] ?? {}
        const walk = 1 / (lists.length * tracks.length) ** walkPower
        for (const track of tracks) {
          together.add(track, 1)
          pairs.walks.add(track, walk)
        }
        sharingLists.add(list, 1)
      }
      for (const track of together.items) {
        const cosine =
          together.of(track) / Math.sqrt(lists.length * (memory.listsWith[track] ?? 0) + shrinkage)
        pairs.cosines.add(track, cosine)
        pairs.nearest.add(track, Math.max(0, cosine - pairs.nearest.of(track)))
      }
      together.clear()
    }
    // From playlists that share a track to how many of these a track is on.
    for (const list of sharingLists.items)
      for (const track of memory.lists[list]?.tracks ?? nothing) pairs.sharing.add(track, 1)
    sharingLists.clear()
  }

  return (playlist: PlaylistSoFar): AskedPlaylist => {
    for (const column of [...every, ...Object.values(pairs)]) column.clear()
    const { facts } = memory
    const seeds = Uint32Array.from(new Set(Array.from(playlist.tracks)))
    memory.byTitle.vote(memory.titleRow(playlist.title), 1, likeness.title)
    if (seeds.length > 0) {
      memory.byTracks.vote(evenly(seeds), 1, likeness.tracks)
      memory.byArtists.vote(memory.artistRow(seeds), 1, likeness.artists)
      voted(likeness.tracks, 'tracks')
      voted(likeness.artists, 'artists')
      paired(seeds)
    } else {
      memory.byArtists.vote(artistsOfTitle(likeness.title, memory), 1, likeness.artists)
      voted(likeness.artists, 'artists', feedback.electorate)
    }
    for (const name of ['title', 'titleFew', 'titleMany'] as const) voted(likeness.title, name)
    for (const [by, scale] of seeds.length > 0 ? mixOfTracks(likeness) : [[likeness.title, 1] as const])
      for (const list of by.items) likeness.all.add(list, scale * by.of(list))
    voted(likeness.all, 'all')
    artistsVoted(likeness.all.best(artistElectorate), artists)
    artistsVoted(likeness.title.best(artistElectorate), titleArtists)
    const seedArtists = new Map<number, number>()
    for (const seed of seeds) {
      const artist = facts.artistOf[seed]
      if (artist !== undefined) seedArtists.set(artist, (seedArtists.get(artist) ?? 0) + 1)
    }
    return {
      ...{ seeds, votes, artists, titleArtists, ...pairs, seedArtists },
      lastArtist: facts.artistOf[seeds.at(-1) ?? -1] ?? -1,
      named: memory.namedIn(playlist.title),
      titleWords: wordsOf(playlist.title),
    }
  }
}

const nothing = new Uint32Array(0)

const mixOfTracks = (likeness: Readonly<Record<'tracks' | 'artists' | 'title', Votes>>) =>
  [
    [likeness.tracks, 1],
    [likeness.artists, artistsCount],
    [likeness.title, titleCounts],
  ] as const

const artistsOfTitle = (title: Votes, memory: PlaylistMemory): SparseRow => {
  const profile = createVotes()
  const { items, scores } = title.best(feedback.playlists)
  for (const [rank, list] of items.entries()) {
    const { keys, weights } = memory.artistRow(memory.lists[list]?.tracks ?? nothing)
    let squares = 0
    for (let i = 0; i < weights.length; i++) squares += (weights[i] ?? 0) ** 2
    for (let i = 0; i < keys.length; i++)
      profile.add(keys[i] ?? 0, ((scores[rank] ?? 0) * (weights[i] ?? 0)) / Math.sqrt(squares || 1))
  }
  const best = profile.best(feedback.artists)
  return { keys: best.items, weights: best.scores }
}
