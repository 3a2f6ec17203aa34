import { nobody, type Play } from '../data-sets/sessions.ts'
import type { SessionMemory } from '../next-scorer.ts'

/**
 * On with the artists of this session: of each artist the tracks that were heard, by how many sessions, and which artists
 * came after one another. P(i) ∝ Σ_artists plays of the artist in this session · sessions with i / sessions with any.
 */
export interface ArtistContinuation extends SessionMemory {
  /** The artist's tracks, those of most sessions first. */
  tracksOf(artist: number): readonly number[]
  /** `nobody` for an item that was not heard, or of whom no artist was told. */
  artistOf(item: number): number
  /** How many sessions had the item; how many plays the artist. */
  sessionsWith(item: number): number
  playsOf(artist: number): number
  /** Of the changes from one artist to another, the share that went to this one. */
  shareNext(from: number, to: number): number
  nextArtists(from: number, count: number): readonly number[]
  /** Items of most sessions. */
  popular(): readonly number[]
}

interface Artist {
  plays: number
  readonly tracks: Map<number, number>
  readonly next: Map<number, number>
  changes: number
  ranked: readonly number[] | undefined
}

/** The keys of the largest numbers, the lower key first where they are equal. */
const largest = (numbers: ReadonlyMap<number, number>): number[] =>
  [...numbers].sort(([one, a], [other, b]) => b - a || one - other).map(([key]) => key)

const bump = (counts: Map<number, number>, key: number): number => {
  const count = (counts.get(key) ?? 0) + 1
  counts.set(key, count)
  return count
}

const mostPopular = 20

export const createArtistContinuation = (): ArtistContinuation => {
  const artists = new Map<number, Artist>()
  const artistOf = new Map<number, number>()
  const sessions = new Map<number, number>()
  const popular: number[] = []

  /** Counts only grow, so who is not among the first now can only get there by being raised. */
  const raise = (item: number, count: number): void => {
    const least = popular[mostPopular - 1]
    if (least !== undefined && count < (sessions.get(least) ?? 0)) return
    if (!popular.includes(item)) popular.push(item)
    popular.sort((one, other) => (sessions.get(other) ?? 0) - (sessions.get(one) ?? 0) || one - other)
    popular.length = Math.min(popular.length, mostPopular)
  }

  const artistIn = (number: number): Artist => {
    const artist = artists.get(number) ?? {
      plays: 0,
      tracks: new Map(),
      next: new Map(),
      changes: 0,
      ranked: undefined,
    }
    artists.set(number, artist)
    return artist
  }

  const learn = ({ item, artist }: Play, isNew: boolean, before: Play | undefined): void => {
    if (isNew) raise(item, bump(sessions, item))
    if (artist === nobody) return
    artistOf.set(item, artist)
    const row = artistIn(artist)
    row.plays++
    if (isNew) bump(row.tracks, item)
    row.ranked = undefined
    if (before === undefined || before.artist === nobody || before.artist === artist) return
    const from = artistIn(before.artist)
    from.changes++
    bump(from.next, artist)
  }

  return {
    add(plays) {
      const seen = new Set<number>()
      for (const [i, play] of plays.entries()) {
        learn(play, !seen.has(play.item), plays[i - 1])
        seen.add(play.item)
      }
    },
    vote(session, votes) {
      for (const [number, times] of session.artists) {
        const artist = artists.get(number)
        for (const [item, count] of artist?.tracks ?? [])
          votes.add(item, (times * count) / (artist?.plays ?? 1))
      }
    },
    tracksOf(number) {
      const artist = artists.get(number)
      if (artist === undefined) return []
      artist.ranked ??= largest(artist.tracks)
      return artist.ranked
    },
    artistOf: (item) => artistOf.get(item) ?? nobody,
    sessionsWith: (item) => sessions.get(item) ?? 0,
    playsOf: (number) => artists.get(number)?.plays ?? 0,
    shareNext(from, to) {
      const artist = artists.get(from)
      return artist === undefined || artist.changes === 0 ? 0 : (artist.next.get(to) ?? 0) / artist.changes
    },
    nextArtists: (from, count) => largest(artists.get(from)?.next ?? new Map()).slice(0, count),
    popular: () => popular,
  }
}
