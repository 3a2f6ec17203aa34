import type { Batch, ColumnKinds, Columns, Numbers } from './columns.ts'

/**
 * What a surface is made of. A stage *answers*: what it found, what it adds, what to drop and why, how good,
 * which ones. Only the engine moves candidates, so every candidate ends in exactly one place with a reason.
 *
 * Two query types close the trap of replays that quietly read today's state: sources, hydrators and presenters
 * read the live query `Q` and what they answer is recorded; filters, scorers and selectors get only `Kept`,
 * the part of the query that is recorded too. So they can be run again from the record, and give the same.
 *
 * Candidates come as columns (see `columns.ts`) until they are selected; presenters get objects. Synchronous
 * answers are welcome, and most are; a promise is raced against `timeoutMs`.
 */
export type Awaitable<T> = T | Promise<T>

export interface Stage<Q> {
  readonly name: string
  readonly timeoutMs: number
  /** Absent means always. A stage that is not enabled is in the trace as `skipped`. */
  readonly enabled?: (query: Q) => boolean
  /** True for a stage that waits for something and wants its `signal` to fire when it is out of time. */
  readonly waits?: boolean
}

/** Where candidates come from. A failed source yields nothing. */
export interface Source<Q, C extends Numbers> extends Stage<Q> {
  readonly find: (query: Q, signal: AbortSignal) => Awaitable<Columns<C>>
}

/** Adds columns: what is known about each candidate. */
export interface Hydrator<Q, C extends Numbers, Added extends Numbers> extends Stage<Q> {
  readonly adds: ColumnKinds<Added>
  /** Stands in for a miss and for a failed hydrator; without it both drop the candidate. */
  readonly absent?: Added
  readonly hydrate: (query: Q, batch: Batch<C>, signal: AbortSignal) => Awaitable<Hydrated<Added>>
}

export interface Hydrated<Added extends Numbers> {
  readonly columns: Columns<Added>
  /** 0 where nothing is known of the candidate, anything else elsewhere; absent when all are known. */
  readonly known?: Uint32Array | undefined
}

/** A reason to drop each candidate, or `undefined` to keep it. Filters are safety: a failed one fails the run. */
export interface Filter<Kept, C extends Numbers> extends Stage<Kept> {
  readonly judge: (query: Kept, batch: Batch<C>) => readonly (string | undefined)[]
}

/** One finite number per candidate; higher is better. */
export interface Scorer<Kept, C extends Numbers> extends Stage<Kept> {
  readonly score: (query: Kept, batch: Batch<C>) => Float64Array
  /** Each score taken apart, for whoever asks how it came to be; serving never does. */
  readonly explain?: (query: Kept, batch: Batch<C>) => ScoreParts
}

export interface ScoreParts {
  readonly weights: Readonly<Record<string, number>>
  /** What each part gave to each score, in order of the batch; a candidate's parts add up to its score. */
  readonly parts: Readonly<Record<string, Float64Array>>
}

export interface Selector<Kept, C extends Numbers> extends Stage<Kept> {
  /** True where `select` answers propensities: then they lie on the tape, and the layout says so. */
  readonly tellsPropensities?: boolean
  readonly select: (query: Kept, batch: Batch<C>, scores: Float64Array) => Selection
  /** In words, what the selector could not hold to in a selection of its own; the answer says it. */
  readonly remark?: (query: Kept, batch: Batch<C>, selected: readonly number[]) => string | undefined
  /** Of each candidate, in order of the batch, where it was held back, for whoever asks how it came to be; serving never does. */
  readonly heldBack?: (
    query: Kept,
    batch: Batch<C>,
    scores: Float64Array,
    selected: readonly number[],
  ) => readonly (HeldBack | undefined)[]
}

/** The first place that one of a lower score was given, since this candidate was barred from it. */
export interface HeldBack {
  /** From 0. */
  readonly rank: number
  readonly reason: string
}

/** Which candidates go on, and how probable that was. */
export interface Selection {
  /** Distinct places in the batch, in slate order. */
  readonly places: readonly number[]
  /**
   * For each of them the probability with which this candidate was taken here, given the query, all that came to the selector
   * with their scores, and what was taken before it: above 0, at most 1, and 1 where nothing was left to chance.
   */
  readonly propensities?: Float32Array | undefined
}

/** Adds words to the selected: one answer each, in order; `undefined` drops it. */
export interface Presenter<Q, C, Facts extends object> extends Stage<Q> {
  /** Reads one answer back from the record. Throws for anything else. */
  parse(value: unknown): Facts
  /** One answer as `JSON.stringify` writes it, where the stage has parts of that at hand. */
  readonly text?: (facts: Facts) => string
  readonly present: (
    query: Q,
    selected: readonly C[],
    signal: AbortSignal,
  ) => Awaitable<readonly (Facts | undefined)[]>
}
