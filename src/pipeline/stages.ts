import type { Codec } from './codec.ts'

/**
 * What a surface is made of. A stage *answers*: what it found, what it adds, what to drop and why, how good,
 * which ones. Only the engine moves candidates, so every candidate ends in exactly one place with a reason.
 *
 * Two query types close the trap of replays that quietly read today's state: sources, hydrators and presenters
 * read the live query `Q` and what they answer is recorded; filters, scorers and selectors get only `Kept`,
 * the part of the query that is recorded too. So they can be run again from the record, and give the same.
 *
 * Synchronous answers are welcome (most are); a promise is raced against `timeoutMs`.
 */
export type Awaitable<T> = T | Promise<T>

export interface Stage<Q> {
  readonly name: string
  readonly timeoutMs: number
  /** Absent means always. A stage that is not enabled is in the trace as `skipped`. */
  enabled?(query: Q): boolean
}

/** Where candidates come from. A failed source yields nothing. */
export interface Source<Q, C> extends Stage<Q> {
  find(query: Q, signal: AbortSignal): Awaitable<readonly C[]>
}

/** Adds what is known about each candidate. One answer per candidate, in order; `undefined` is a miss. */
export interface Hydrator<Q, C, Added extends object> extends Stage<Q> {
  readonly codec: Codec<Added>
  /** Stands in for a miss and for a failed hydrator; without it both drop the candidate. */
  readonly absent?: Added
  hydrate(query: Q, candidates: readonly C[], signal: AbortSignal): Awaitable<readonly (Added | undefined)[]>
}

/** A reason to drop each candidate, or `undefined` to keep it. Filters are safety: a failed one fails the run. */
export interface Filter<Kept, C> extends Stage<Kept> {
  judge(query: Kept, candidates: readonly C[]): readonly (string | undefined)[]
}

/** One finite number per candidate; higher is better. */
export interface Scorer<Kept, C> extends Stage<Kept> {
  score(query: Kept, candidates: readonly C[]): readonly number[]
}

/** Distinct indexes into `candidates`, in slate order. */
export interface Selector<Kept, C> extends Stage<Kept> {
  select(query: Kept, candidates: readonly C[], scores: readonly number[]): readonly number[]
}
