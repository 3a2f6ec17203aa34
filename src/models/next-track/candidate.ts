import { nobody } from '../data-sets/sessions.ts'
import type { Ranked, Situation } from './situation.ts'

/** One candidate in one situation: what several of its numbers are made of. */
export interface Candidate {
  readonly situation: Situation
  readonly item: number
  readonly artist: number
  /** Plays in this session until now. */
  readonly length: number
  /** Of the item in this session, ascending. */
  readonly positions: readonly number[]
  /** Heard just now. */
  readonly isLast: boolean
  /** By the artist of what was heard just now. */
  readonly isSame: boolean
  /** Of the plays of this session, the share by the artist. */
  readonly share: number
  /** The artist's tracks that any session had, and the place of this one among them: −1 where it has none. */
  readonly tracks: number
  readonly place: number
  readonly vote: number
  /** The vote of the one with the largest, 0.01 at least, as a logarithm. */
  readonly votePart: number
  readonly rule: number
}

const none: readonly number[] = []

export const candidateIn = (situation: Situation, item: number): Candidate => {
  const { session, memories, last, knn, rules, recentArtists } = situation
  const positions = session.positions.get(item) ?? none
  const at = positions.at(-1)
  const artist = (at === undefined ? undefined : session.plays[at]?.artist) ?? memories.artists.artistOf(item)
  const tracks = memories.artists.tracksOf(artist)
  const vote = knn.votes.of(item)
  return {
    situation,
    item,
    artist,
    length: session.plays.length,
    positions,
    isLast: item === last.item,
    isSame: artist !== nobody && artist === last.artist,
    share: (session.artists.get(artist) ?? 0) / session.plays.length,
    tracks: tracks.length,
    place: recentArtists.includes(artist) ? tracks.indexOf(item) : -1,
    vote,
    votePart: Math.log(partOf(vote, knn.most) + 0.01),
    rule: rules.votes.of(item),
  }
}

/** 0 where there is no whole. */
export const partOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)

/** 1 for the first by votes, 1/2 for the second, 0 for what is not among the first hundred. */
export const placeBy = ({ places }: Ranked, item: number): number => {
  const place = places.get(item)
  return place === undefined ? 0 : 1 / (1 + place)
}

/** Whether it followed the last two plays, in their order, before in this session; its latest plays are looked at. */
export const followedTheLastTwo = ({ situation, positions }: Candidate): boolean => {
  const { session, last, before } = situation
  return (
    before !== undefined &&
    positions
      .slice(-20)
      .some((p) => session.plays[p - 1]?.item === last.item && session.plays[p - 2]?.item === before.item)
  )
}
