import type { ListedTrack, Reason, Session, Track } from '@segue/client'
import { songOf } from '../listener/all-likes.ts'
import type { Tier } from '../segue.ts'
import { createStore } from '../store.ts'
import type { QueueChange } from './queue-change.ts'

/** A track with where it came from: what a play needs to say which decision led to it. */
export interface Entry {
  readonly track: Track
  readonly reason?: Reason | undefined
  /** The slate it came from; absent for tracks found by search. */
  readonly requestId?: string | undefined
  /** Put in its place by hand; keeps it while what Segue chooses changes around it. */
  readonly byHand?: boolean
  /** The list it was put on with, such as one playing of a release: the same for all of its tracks. */
  readonly list?: string
  /** Disliked or blocked while it played: it doesn't come again where the queue goes round. */
  readonly unwanted?: boolean
  /** In the history: heard enough to count as played. What follows goes by these, not by what was skipped. */
  readonly heard?: boolean
}

/** An entry of a list that shows all there is, what the listener ruled out as well. */
export interface Listed extends Entry {
  readonly track: ListedTrack
}

/** `all` lets the queue as it stands go round, and nothing is added to it. */
export type Repeat = 'off' | 'all' | 'one'

export type Wish = 'playing' | 'paused'

export interface Shuffle {
  readonly seed: number
  /** Track ids in the order they come back to when shuffle is turned off. */
  readonly before: readonly string[]
}

export interface PlayerState {
  readonly current: Entry | undefined
  /** Oldest first. */
  readonly history: readonly Entry[]
  /** In playing order, each track once. */
  readonly queue: readonly Entry[]
  readonly loading: boolean
  /** While the next track is waited for: what is asked of it, whatever the sound of the one left behind does. */
  readonly choosing: Wish | undefined
  /** The answer to a skip was late or failed, so the queue from before it goes on. */
  readonly fellBack: boolean
  /** Put back as it was left, and not played since. */
  readonly resumed: boolean
  readonly repeat: Repeat
  /** Absent while tracks play in order. */
  readonly shuffle: Shuffle | undefined
  readonly error: Error | undefined
  readonly served: { readonly requestId: string; readonly tier: Tier } | undefined
  readonly change: QueueChange | undefined
  /** What went from the player because the server does not have it any more, in words. */
  readonly notice: string | undefined
  readonly session: Session | undefined
  /** What was said about tracks while the page was open, by `ratingKey`; over what the server told at the start. */
  readonly ratings: Readonly<Record<string, 'liked' | 'disliked' | 'unrated'>>
}

export const ratingKey = (listenerId: string, track: Track): string => `${listenerId}/${songOf(track)}`

export const emptyPlayer: PlayerState = {
  current: undefined,
  history: [],
  queue: [],
  loading: false,
  choosing: undefined,
  fellBack: false,
  resumed: false,
  repeat: 'off',
  shuffle: undefined,
  error: undefined,
  served: undefined,
  change: undefined,
  notice: undefined,
  session: undefined,
  ratings: {},
}

export const playerStore = createStore<PlayerState>(emptyPlayer)
