import type { AppEvent } from '#log'
import { parseEntity } from './entity.ts'
import type { EntityKey, Feature } from './feature.ts'

/**
 * Whose states an event changes. One that `isGone`, whose listener was taken out of the log, counts for the tracks: a
 * pseudonym is nobody who is ever asked about, and has no states.
 */
export const keysOf = (
  feature: Feature | undefined,
  event: AppEvent,
  isGone: boolean,
): readonly EntityKey[] => {
  const keys = feature?.keys(event) ?? none
  return isGone ? keys.filter(({ owner }) => parseEntity(owner).kind === 'track') : keys
}

const none: readonly EntityKey[] = []
