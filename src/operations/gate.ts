import type { ListenerId, SessionId } from '#domain'
import { groupedInterval, type Interval } from '#models'

/**
 * Whether a ranker may serve: of the next tracks that were chosen after those it learnt from, the answer that it makes has more among
 * the first twenty than the answer that serves without it, by a paired interval. The trap closed here is a mean that is better by chance: the
 * choices of one listener are no independent witnesses, and of one listener alone an interval over listeners has no width.
 */
export interface Gate {
  /** What is found with the ranker less what is found without it; a share of the choices. */
  readonly all: Interval
  readonly neverHeard: Interval
  readonly passed: boolean
  /** In words, where it did not pass. */
  readonly why?: string
}

/** One choice of what to hear next, and whether it was in either answer. */
export interface JudgedChoice {
  readonly listener: ListenerId
  readonly session: SessionId
  readonly isNew: boolean
  readonly withRanker: boolean
  readonly without: boolean
}

/**
 * Of fewer the interval of a bootstrap is too narrow: of choices that are equally well found on both sides, 20 let 2 to 4 in a hundred
 * pass and 5 let 9, where 2.5 are allowed.
 */
export const fewestWitnesses = 20
const tooFew = `the choices to judge it by were of fewer than ${fewestWitnesses} listeners, and of fewer than ${fewestWitnesses} sessions`
const notBetter = 'it finds no more of the next tracks than what serves without it'
const lessNew = 'it finds less of what was never heard than what serves without it'

export const gateOf = (judged: readonly JudgedChoice[], seed: string): Gate => {
  const witnesses = witnessesOf(judged)
  if (witnesses === undefined) return gateThatFailed(tooFew)
  const better = (of: (choice: JudgedChoice) => boolean): Interval =>
    groupedInterval(
      judged.map((choice) => (of(choice) ? Number(choice.withRanker) - Number(choice.without) : Number.NaN)),
      witnesses,
      seed,
    )
  const all = better(() => true)
  const neverHeard = better(({ isNew }) => isNew)
  const why = !(all.low > 0) ? notBetter : neverHeard.high < 0 ? lessNew : undefined
  return { all, neverHeard, passed: why === undefined, ...(why !== undefined && { why }) }
}

export const gateThatFailed = (why: string): Gate => {
  const nothing = { mean: 0, low: 0, high: 0 }
  return { all: nothing, neverHeard: nothing, passed: false, why }
}

/**
 * Whose each choice is: of its listener, or where these are too few of its session, for then what is asked is whether it is better for
 * just these listeners tomorrow. Undefined where these are too few as well.
 */
const witnessesOf = (judged: readonly JudgedChoice[]): readonly string[] | undefined => {
  const listeners = judged.map(({ listener }) => listener)
  const sessions = judged.map(({ listener, session }) => JSON.stringify([listener, session]))
  return [listeners, sessions].find((witnesses) => new Set(witnesses).size >= fewestWitnesses)
}
