import {
  type ArtistContinuation,
  createArtistContinuation,
} from '../artist-continuation/artist-continuation.ts'
import type { History } from '../data-sets/interactions.ts'
import type { SessionSoFar } from '../data-sets/session-so-far.ts'
import { nobody, type Play } from '../data-sets/sessions.ts'
import type { SessionMemory } from '../next-scorer.ts'
import { createSequentialRules, type SequentialRules } from '../sequential-rules/sequential-rules.ts'
import { createSessionKnn } from '../session-knn/session-knn.ts'
import { createVotes, type Votes } from '../votes.ts'

/** What the memories say at one moment of a session: everything that numbers about a candidate are made of. */
export interface Memories {
  readonly knn: SessionMemory
  readonly rules: SequentialRules
  readonly artists: ArtistContinuation
  add(plays: readonly Play[]): void
}

export const createMemories = (): Memories => {
  const knn = createSessionKnn()
  const rules = createSequentialRules()
  const artists = createArtistContinuation()
  return {
    knn,
    rules,
    artists,
    add(plays) {
      if (plays.length === 0) return
      for (const memory of [knn, rules, artists]) memory.add(plays)
    },
  }
}

/** A vote and its place among the votes. */
export interface Ranked {
  readonly votes: Votes
  /** Of the first hundred, from 0. */
  readonly places: ReadonlyMap<number, number>
  readonly most: number
}

export interface Situation {
  readonly session: SessionSoFar
  readonly memories: Memories
  readonly last: Play
  readonly before: Play | undefined
  readonly knn: Ranked
  readonly rules: Ranked
  /** Places back to the play before of what was heard last; 0 where it is new. */
  readonly loop: number
  /** What the listener heard before this session, how often. */
  readonly heardBefore: ReadonlyMap<number, number>
  /** Whom the latest plays are by, the last first. */
  readonly recentArtists: readonly number[]
}

const ranked = (memory: SessionMemory, session: SessionSoFar, votes: Votes): Ranked => {
  votes.clear()
  memory.vote(session, votes)
  const { items, scores } = votes.best(limits.votes)
  return { votes, places: new Map(Array.from(items, (item, place) => [item, place])), most: scores[0] ?? 0 }
}

/** How much of each is looked at: what bounds the cost of a step. */
const limits = {
  votes: 100,
  plays: 200,
  artists: 4,
  tracks: 100,
  ofOthers: 30,
  next: 10,
  ofNext: 5,
  history: 50,
}

/** One for a thread: it works in columns of its own. */
export const createSituations = (memories: Memories) => {
  const [knn, rules] = [createVotes(), createVotes()]
  return (session: SessionSoFar, heardBefore: ReadonlyMap<number, number>): Situation | undefined => {
    const last = session.plays.at(-1)
    if (last === undefined) return undefined
    const at = session.positions.get(last.item) ?? []
    return {
      session,
      memories,
      last,
      before: session.plays.at(-2),
      knn: ranked(memories.knn, session, knn),
      rules: ranked(memories.rules, session, rules),
      loop: at.length > 1 ? (at.at(-1) ?? 0) - (at.at(-2) ?? 0) : 0,
      heardBefore,
      recentArtists: recentArtistsOf(session.plays),
    }
  }
}

const recentArtistsOf = (plays: readonly Play[]): readonly number[] => {
  const artists = new Set<number>()
  for (let p = plays.length - 1; p >= Math.max(0, plays.length - limits.plays); p--) {
    const artist = plays[p]?.artist ?? nobody
    if (artist !== nobody) artists.add(artist)
    if (artists.size === limits.artists) break
  }
  return [...artists]
}

/** The most heard of a history, how often. */
export const mostHeard = ({ items, weights }: History): ReadonlyMap<number, number> => {
  const pairs = Array.from(items, (item, i): [number, number] => [item, weights[i] ?? 1])
  return new Map(pairs.sort(([one, a], [other, b]) => b - a || one - other).slice(0, limits.history))
}

/** What may come next, each once: what this session had, what the memories vote for, and more by its artists. */
export const candidatesOf = (s: Situation): readonly number[] => {
  const { session, memories, knn, rules, last } = s
  const found = new Set<number>()
  for (const { item } of session.plays.slice(-limits.plays)) found.add(item)
  for (const { places } of [knn, rules]) for (const item of places.keys()) found.add(item)
  const take = (artist: number, count: number): void => {
    for (const item of memories.artists.tracksOf(artist).slice(0, count)) found.add(item)
  }
  for (const artist of s.recentArtists) take(artist, artist === last.artist ? limits.tracks : limits.ofOthers)
  for (const artist of memories.artists.nextArtists(last.artist, limits.next)) take(artist, limits.ofNext)
  for (const item of s.heardBefore.keys()) found.add(item)
  for (const item of memories.artists.popular()) found.add(item)
  return [...found]
}
