import { type Instant, minuteMs, trackKey } from '#domain'
import type { AggregateSums } from '#features'
import type { AggregateReads } from './reads.ts'

/**
 * What everybody does with a track: decayed plays, and the share of hearings that end in a skip, with the weight of
 * three hearings at one third added: a track skipped once out of once is not yet a bad track. Worked out once a minute
 * for each track that is asked for: a request asks for five hundred, and what a crowd does moves slowly.
 */
const priorHearings = 3
const priorSkips = 1
const keptMs = minuteMs

export const createAggregateReads = (sums: AggregateSums): AggregateReads => {
  let rates = new Float32Array(0)
  let playsOf = new Float32Array(0)
  let readAt = new Float64Array(0)

  const grow = (key: number): void => {
    const slots = 2 * key + 1_024
    const grown = { rates: new Float32Array(slots), playsOf: new Float32Array(slots) }
    const grownAt = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY)
    grown.rates.set(rates)
    grown.playsOf.set(playsOf)
    grownAt.set(readAt)
    rates = grown.rates
    playsOf = grown.playsOf
    readAt = grownAt
  }

  /** True when something is known of the track; what is kept of it is then at most a minute old. */
  const isRead = (key: number, asOf: Instant): boolean => {
    if (key >= readAt.length) grow(key)
    const ageMs = asOf - (readAt[key] ?? 0)
    if (ageMs >= 0 && ageMs < keptMs) return true
    const track = trackKey(key)
    if (!sums.isKnown(track)) return false
    const plays = sums.plays(track, asOf)
    const skips = sums.skips(track, asOf)
    rates[key] = (skips + priorSkips) / (plays + skips + priorHearings)
    playsOf[key] = plays
    readAt[key] = asOf
    return true
  }

  return {
    skipRate: (key, asOf) => (isRead(key, asOf) ? (rates[key] ?? 0) : priorSkips / priorHearings),
    plays: (key, asOf) => (isRead(key, asOf) ? (playsOf[key] ?? 0) : 0),
  }
}
