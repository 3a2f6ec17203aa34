import { dayMs } from '#domain'
import { isTrackEvent } from '#log'
import type { Feature } from './feature.ts'
import { isHeard } from './listening.ts'
import { listenerAboutTrack } from './track-keys.ts'

/**
 * What "never heard" reads as: a hundred years. A finite and very long age, not −1 and not Infinity, so that
 * a scorer or filter ("not in the last 30 days") needs no special case and a decision record can keep it.
 */
export const neverHeardDays = 36_500

/**
 * Days since a listener last heard a track (played it, or skipped it after 30 s); `neverHeardDays` if never.
 * Owner `listener:<id>`, about `track:<id>`; the state is the newest such moment, whatever the order of arrival.
 */
export const lastHeard: Feature<readonly [at: number]> = {
  id: 'last-heard@1',
  width: 1,
  keys: (event) => (isTrackEvent(event) && isHeard(event) ? listenerAboutTrack(event) : []),
  fold: (state, event) => (state === undefined || event.at > state[0] ? [event.at] : state),
  value: (state, asOf) =>
    state === undefined ? neverHeardDays : Math.min(neverHeardDays, Math.max(0, asOf - state[0]) / dayMs),
}
