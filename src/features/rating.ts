import type { AppEvent } from '#log'
import type { Feature } from './feature.ts'
import { type LatestValue, latestValue } from './latest-value.ts'
import { listenerAboutTrack } from './track-keys.ts'

const valueGivenBy = (event: AppEvent): number => {
  if (event.type === 'track.liked') return 1
  return event.type === 'track.disliked' ? -1 : 0
}

/**
 * A listener's word on a track: 1 liked, −1 disliked, 0 unrated. Owner `listener:<id>`, about `track:<id>`;
 * the state is [value, since]: the likes of a listener are the entries with value 1.
 */
export const rating: Feature<LatestValue> = {
  id: 'rating@2',
  width: 2,
  keys: (event) =>
    event.type === 'track.liked' || event.type === 'track.disliked' || event.type === 'track.unrated'
      ? listenerAboutTrack(event)
      : [],
  fold: (state, event) => latestValue(state, valueGivenBy(event), event.at),
  value: (state) => state?.[0] ?? 0,
}
