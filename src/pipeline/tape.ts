import type { Codec, Moves } from './codec.ts'
import type { NamedLayout } from './layout.ts'
import type { Awaitable } from './stages.ts'
import type { Outcome } from './trace.ts'

/**
 * The tape is what stands between a run and the world. A recorder asks the world and writes down what it
 * said, failures and timings included; a player answers from what was written. The engine can't tell them
 * apart, which is why a replay runs the very code that served. Stages are named by their places in the layout.
 */
export interface Tape {
  /** Before anything else, the stages that will be asked. */
  open(layout: NamedLayout): void
  /** A stage that reads the world; what is at hand is answered at once. */
  ask<T>(place: number, ask: Asked<T>): Awaitable<Answer<T>>
  /** A stage that only computes. Replays compute again, except where the live one had failed. */
  compute<T>(place: number, work: () => T): Answer<T>
  /**
   * Which candidates a filter or selector let go on. It could be computed again, but what later stages answered is told
   * by these places: whoever reads the tape needs them, and a replay that comes to others must end here.
   */
  went(place: number, moves: Moves): void
}

export interface Asked<T> {
  readonly timeoutMs: number
  readonly enabled: () => boolean
  readonly waits: boolean
  readonly codec: Codec<T>
  readonly live: (signal: AbortSignal) => Awaitable<T>
}

export interface Mark {
  readonly outcome: Outcome
  readonly tookMs: number
  readonly detail?: string
}

/** `value` is there exactly when the outcome is `ok`. */
export interface Answer<T> extends Mark {
  readonly value?: T
}

/** Monotonic milliseconds; only differences are used. */
export type Stopwatch = () => number
