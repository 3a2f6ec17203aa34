import type { History } from './data-sets/interactions.ts'

/**
 * What learns from a data set: it answers the bytes of an artifact, and the predictor is read back from these bytes, in an
 * evaluation as where it serves. The trap closed is a learner that is judged by what it holds in memory and serves another.
 */
export interface Learner<Data, Predictor> {
  /** 'item-knn': as it is asked for. */
  readonly name: string
  /** Name and version of the algorithm; a change of behaviour is a new version. */
  readonly code: `${string}@${number}`
  readonly config: Readonly<Record<string, unknown>>
  /** Same data, config and seed, same bytes. It yields where the caller may breathe, show progress, or stop it. */
  learn(data: Data, seed: string): Generator<Step, Uint8Array>
  /** Throws `corrupt-record` for bytes that are not an artifact of this learner. */
  load(bytes: Uint8Array): Predictor
}

/** How far a piece of work is; the total may be a guess. */
export interface Step {
  /** 'Item neighbours'. */
  readonly doing: string
  readonly done: number
  readonly total: number
  /** As one of it is named: 'item'. */
  readonly unit: string
}

/** Answers scores of items to a history. */
export interface ItemScorer {
  readonly items: number
  /** What was chosen or fitted while learning: parameters, weights. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Writes all of `scores`, one an item: comparable within one history only. 0 for what it knows nothing of. */
  score(history: History, scores: Float32Array): void
}
