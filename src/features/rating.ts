import { type AppEvent, isRating, type SequenceNumber } from '#log'
import type { Feature } from './feature.ts'
import { listenerAboutTrack } from './track-keys.ts'

const valueGivenBy = (event: AppEvent): number => {
  if (event.type === 'track.liked') return 1
  return event.type === 'track.disliked' ? -1 : 0
}

/** `said` is where the word that holds stands among the listener's events; `since` is when it began to hold, for show. */
export type Rating = readonly [value: number, said: SequenceNumber, since: number]

/**
 * A listener's word on a track: 1 liked, −1 disliked, 0 unrated. Owner `listener:<id>`, about `track:<id>`. The last
 * word on a recording holds, whichever of its versions it was said of. Which versions a recording has is for the
 * catalogue of the day to say, so each state has the number of its word: who reads takes the last of them.
 */
export const rating: Feature<Rating> = {
  id: 'rating@4',
  width: 3,
  keys: (event) => (isRating(event) ? listenerAboutTrack(event) : []),
  fold: (state, event, _key, sequence) => {
    const value = valueGivenBy(event)
    return [value, sequence, state?.[0] === value ? state[2] : event.at]
  },
  value: (state) => state?.[0] ?? 0,
}
