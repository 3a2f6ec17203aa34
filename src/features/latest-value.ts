import type { Instant } from '#domain'

/**
 * A value that the newest event decides, kept as [value, at]. An event that arrives late changes nothing; of
 * two events at the same millisecond the later in the log wins, so that "like, unlike" ends as it was meant.
 */
export type LatestValue = readonly [value: number, at: number]

export const latestValue = (state: LatestValue | undefined, value: number, at: Instant): LatestValue =>
  state === undefined || at >= state[1] ? [value, at] : state
