import type { Instant } from '#domain'

/**
 * A sum in which every part loses half of its weight per half-life: Σ wᵢ · 2^(−(asOf − atᵢ) / halfLife).
 * It is kept as [sum, at]: the sum as it stood at the newest event (exponential decay of Cormode et al.,
 * "Forward Decay", 2009). The trap closed here is order: a part that arrives late is itself decayed to `at`
 * instead of pulling `at` back, so the order of arrival changes the sum by rounding only.
 */
export type DecayedSum = readonly [sum: number, at: number]

export interface Decay {
  /** The sum with one more part; `at` may be older than the sum. */
  add(state: DecayedSum | undefined, weight: number, at: Instant): DecayedSum
  /** The sum as of a moment; 0 without state. Before the newest event it is the sum at that event. */
  sum(state: DecayedSum | undefined, asOf: Instant): number
  /** The same of a state that lies in columns. */
  at(sum: number, newest: number, asOf: Instant): number
}

export const createDecay = (halfLifeMs: number): Decay => {
  const remaining = (ageMs: number): number => 2 ** (-ageMs / halfLifeMs)
  const at = (sum: number, newest: number, asOf: Instant): number =>
    asOf > newest ? sum * remaining(asOf - newest) : sum
  return {
    add: (state, weight, at) => {
      if (state === undefined) return [weight, at]
      const [sum, newest] = state
      return at >= newest
        ? [sum * remaining(at - newest) + weight, at]
        : [sum + weight * remaining(newest - at), newest]
    },
    sum: (state, asOf) => (state === undefined ? 0 : at(state[0], state[1], asOf)),
    at,
  }
}
