import { secondMs } from '#domain'
import type { EventOf, TrackEvent } from '#log'

/**
 * What an event says about listening, decided once for all features. A skip in the first 30 s is a rejection;
 * a later one is half a rejection, and the track counts as heard (30 s is the length after which the industry
 * counts a stream). The rest of the position is not used: tracks of unknown length would be judged otherwise.
 */
const earlySkipMs = 30 * secondMs

export const isEarlySkip = (event: EventOf<'track.skipped'>): boolean => event.positionMs < earlySkipMs

/** Played, or skipped after 30 s. */
export const isHeard = (event: TrackEvent): boolean =>
  event.type === 'track.played' || (event.type === 'track.skipped' && !isEarlySkip(event))

/** 1 for a play. */
export const playWeight = (event: TrackEvent): number => (event.type === 'track.played' ? 1 : 0)

/** 1 for an early skip, 0.5 for a later one. */
export const skipWeight = (event: TrackEvent): number => {
  if (event.type !== 'track.skipped') return 0
  return isEarlySkip(event) ? 1 : 0.5
}
