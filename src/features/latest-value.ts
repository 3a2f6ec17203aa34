import type { Instant } from '#domain'

/**
 * What a listener said last, kept as [value, since]. Last is what the log took last: the instants of events come
 * from the clocks of devices, and one that runs ahead would keep a listener's later word from being heard. The
 * same word again changes nothing, so `since` is when it began to hold, as the device told it: for show only.
 */
export type LatestValue = readonly [value: number, since: number]

export const latestValue = (state: LatestValue | undefined, value: number, at: Instant): LatestValue =>
  state?.[0] === value ? state : [value, at]
