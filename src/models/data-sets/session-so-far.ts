import { nobody, type Play } from './sessions.ts'

/**
 * A session while it goes on, with what next-track models ask of it. It is kept event by event, so that a step costs the
 * same wherever in a session it is. Positions count from 0.
 */
export interface SessionSoFar {
  readonly plays: readonly Play[]
  /** Of each item heard its positions, ascending. */
  readonly positions: ReadonlyMap<number, readonly number[]>
  /** Of each artist heard how many plays; `nobody` is not in it. */
  readonly artists: ReadonlyMap<number, number>
  /** Of each item heard, what followed it at once, and how often. */
  readonly followers: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** Plays of something that this session had before. */
  readonly repeats: number
  /** Of these, plays of what had just been heard; and those told for the very same moment. */
  readonly again: number
  readonly twiceAtOnce: number
  /** Places where the artist was another than just before. */
  readonly changes: number
  /** How many plays in a row the artist of the last one has by now. */
  readonly run: number
  heard(play: Play): void
}

export const createSessionSoFar = (): SessionSoFar => {
  const plays: Play[] = []
  const positions = new Map<number, number[]>()
  const artists = new Map<number, number>()
  const followers = new Map<number, Map<number, number>>()
  const counts = { repeats: 0, again: 0, twiceAtOnce: 0, changes: 0, run: 0 }

  const follow = (last: Play, play: Play): void => {
    if (last.item === play.item) counts.again++
    if (last.at === play.at) counts.twiceAtOnce++
    if (last.artist !== play.artist) counts.changes++
    counts.run = last.artist === play.artist ? counts.run : 0
    const after = followers.get(last.item) ?? new Map<number, number>()
    followers.set(last.item, after.set(play.item, (after.get(play.item) ?? 0) + 1))
  }

  const counted = {
    heard(play: Play): void {
      const before = positions.get(play.item)
      if (before !== undefined) counts.repeats++
      positions.set(play.item, before ?? [])
      positions.get(play.item)?.push(plays.length)
      const last = plays.at(-1)
      if (last !== undefined) follow(last, play)
      counts.run++
      if (play.artist !== nobody) artists.set(play.artist, (artists.get(play.artist) ?? 0) + 1)
      plays.push(play)
    },
  }
  return {
    plays,
    positions,
    artists,
    followers,
    get repeats() {
      return counts.repeats
    },
    get again() {
      return counts.again
    },
    get twiceAtOnce() {
      return counts.twiceAtOnce
    },
    get changes() {
      return counts.changes
    },
    get run() {
      return counts.run
    },
    ...counted,
  }
}
