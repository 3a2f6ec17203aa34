import type { TrackEvent } from '#log'
import { type EntityKind, entity, listenerInSession } from './entity.ts'
import type { EntityKey } from './feature.ts'

/** The shapes of ownership that features share: whose state a track event touches, and about what. */
const none: readonly EntityKey[] = []

export const trackItself = (event: TrackEvent): readonly EntityKey[] => [
  { owner: entity('track', event.trackId), about: '' },
]

export const listenerAboutTrack = (event: TrackEvent): readonly EntityKey[] => [
  { owner: entity('listener', event.listenerId), about: entity('track', event.trackId) },
]

/** Empty for an event outside of any session. */
export const sessionAboutTrack = (event: TrackEvent): readonly EntityKey[] =>
  event.sessionId === undefined
    ? none
    : [{ owner: listenerInSession(event.listenerId, event.sessionId), about: entity('track', event.trackId) }]

/** One key per distinct id: an artist who is both main credit and guest counts once. */
export const listenerAboutEach = (
  event: TrackEvent,
  kind: EntityKind,
  ids: readonly string[] | undefined,
): readonly EntityKey[] => {
  if (ids === undefined) return none
  const owner = entity('listener', event.listenerId)
  const keys: EntityKey[] = []
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) === index) keys.push({ owner, about: entity(kind, id) })
  }
  return keys
}
