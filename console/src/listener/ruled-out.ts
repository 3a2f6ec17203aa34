import type { ListedTrack, RuledOut } from '@segue/client'

/**
 * What keeps a track of a list from being played unless it is asked for itself. The server judges; what the listener
 * said of this very recording since the list was asked for (`said`) is newer.
 */
export const ruledOutBy = (
  { ruledOut }: Pick<ListedTrack, 'ruledOut'>,
  said: 'liked' | 'disliked' | 'unrated' | undefined,
): RuledOut['by'] | undefined => {
  if (ruledOut && ruledOut.by !== 'disliked') return ruledOut.by
  if (said === 'disliked') return 'disliked'
  return said === undefined ? ruledOut?.by : undefined
}
