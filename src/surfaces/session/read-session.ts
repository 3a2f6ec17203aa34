import type { Catalog } from '#catalog'
import { artistId, type ListenerId, listenerId, type SessionId, type TrackKey, trackId } from '#domain'
import {
  entity,
  type Features,
  listenerInSession,
  type OwnerReader,
  parseEntity,
  sessionHeard,
  sessionSeed,
  sessionSkipped,
} from '#features'
import type { SessionSeed } from '#log'

/** A session as its listener's events left it: the seed, whose it is, what was heard and skipped, newest first. */
export interface SessionState {
  readonly id: SessionId
  readonly seed: SessionSeed
  readonly listenerId: ListenerId
  readonly heardKeys: readonly TrackKey[]
  /** Also what was heard again since. */
  readonly skippedKeys: readonly TrackKey[]
  /** Both together, as one came after the other. */
  readonly heardOrSkippedKeys: readonly TrackKey[]
}

/** Undefined when no such session was started. */
export const readSession = (
  features: Features,
  catalog: Catalog,
  id: SessionId,
): Promise<SessionState | undefined> => features.reading(() => sessionOf(features, catalog, id))

const sessionOf = (features: Features, catalog: Catalog, id: SessionId): SessionState | undefined => {
  let seed: SessionSeed | undefined
  let listener: ListenerId | undefined
  for (const { about } of features.entries(sessionSeed, entity('session', id))) {
    const { kind, id: named } = parseEntity(about)
    if (kind === 'listener') listener = listenerId(named)
    else if (kind !== 'session') seed = { kind, id: named }
  }
  if (seed === undefined || listener === undefined) return undefined
  const reader = features.reader(listenerInSession(listener, id))
  const newest = (...of: readonly Parameters<OwnerReader['entries']>[0][]) =>
    of
      .flatMap((feature) => [...reader.entries(feature)])
      .sort((a, b) => (b.state[1] ?? 0) - (a.state[1] ?? 0))
      .flatMap(({ about }) => catalog.keyOf(trackId(parseEntity(about).id)) ?? [])
  return {
    id,
    seed,
    listenerId: listener,
    heardKeys: newest(sessionHeard),
    skippedKeys: newest(sessionSkipped),
    heardOrSkippedKeys: [...new Set(newest(sessionHeard, sessionSkipped))],
  }
}

/** What a session is called: "Radio: Orange Horizon". */
export const nameSeed = (catalog: Catalog, { kind, id }: SessionSeed): string => {
  if (kind === 'tag') return `Radio: ${id}`
  const name = kind === 'artist' ? catalog.artist(artistId(id))?.name : catalog.get(trackId(id))?.title
  return `Radio: ${name ?? id}`
}
