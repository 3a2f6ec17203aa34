import { type AppEvent, isRating } from '#log'
import { entity } from './entity.ts'
import type { Feature } from './feature.ts'
import { type LatestValue, latestValue } from './latest-value.ts'
import { listenerAboutTrack } from './track-keys.ts'

const valueGivenBy = (event: AppEvent): number => {
  if (event.type === 'track.liked') return 1
  return event.type === 'track.disliked' ? -1 : 0
}

/**
 * A listener's word on a track: 1 liked, −1 disliked, 0 unrated. Owner `listener:<id>`, about `track:<id>`;
 * the state is [value, since]: the likes of a listener are the entries with value 1. The last word on a recording
 * holds: what is said of one version takes back what was said otherwise of another.
 */
export const rating: Feature<LatestValue> = {
  id: 'rating@2',
  width: 2,
  keys: (event) =>
    isRating(event)
      ? [event.trackId, ...(event.versionIds ?? [])].flatMap((trackId) =>
          listenerAboutTrack({ ...event, trackId }),
        )
      : [],
  fold: (state, event, { about }) => {
    const value = valueGivenBy(event)
    const isOfOther = isRating(event) && about !== entity('track', event.trackId)
    // It says the same of another version, or takes back what was said of that one.
    return latestValue(state, isOfOther && state?.[0] !== value ? 0 : value, event.at)
  },
  value: (state) => state?.[0] ?? 0,
}
