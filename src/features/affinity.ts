import { dayMs } from '#domain'
import type { TrackEvent } from '#log'
import { isEarlySkip } from './listening.ts'

/**
 * How a listener's events add up to a liking for what a track is made of (its artists, its tags). The decayed
 * sum x is read as x / (|x| + 3), which lies in (−1, 1): one like gives 0.5, one play 0.25, ten fresh plays
 * 0.77; more of the same moves it less and less. Taking a rating back (`track.unrated`) adds nothing, because
 * the sum does not know which rating it was; `rating` does.
 */
export const affinityHalfLifeMs = 60 * dayMs

const halfwaySum = 3

export const affinityShape = (sum: number): number => sum / (Math.abs(sum) + halfwaySum)

/** Play +1, like +3, dislike −3, early skip −1, later skip −0.25. */
export const affinityWeight = (event: TrackEvent): number => {
  switch (event.type) {
    case 'track.played':
      return 1
    case 'track.liked':
      return 3
    case 'track.disliked':
      return -3
    case 'track.skipped':
      return isEarlySkip(event) ? -1 : -0.25
    case 'track.unrated':
      return 0
  }
}
