import type { Catalog, TagsAlike } from '#catalog'
import { artistId, type ListenerId, listenerId, type SessionId, type TrackKey, trackId } from '#domain'
import {
  entity,
  type Features,
  listenerInSession,
  type OwnerReader,
  parseEntity,
  type StateEntry,
  sessionHeard,
  sessionListener,
  sessionSeed,
  sessionSkipped,
} from '#features'
import type { SessionSeed } from '#log'

/** A session as its listener's events left it: the seed, whose it is, what was lately heard and skipped, newest first. */
export interface SessionState {
  readonly id: SessionId
  /** As it was said; see `seedNow`. */
  readonly seed: SessionSeed
  readonly listenerId: ListenerId
  readonly heardKeys: readonly TrackKey[]
  /** Also what was heard again since. */
  readonly skippedKeys: readonly TrackKey[]
  /** Both together, as one came after the other. */
  readonly heardOrSkippedKeys: readonly TrackKey[]
}

/** Undefined when no such session was started. The id leads to its listener, and these two to all that is known of it. */
export const readSession = async (
  features: Features,
  catalog: Catalog,
  id: SessionId,
): Promise<SessionState | undefined> => {
  const ofSession = entity('session', id)
  const listener = await features.reading([ofSession], () =>
    whoStarted(features.entries(sessionListener, ofSession)),
  )
  if (listener === undefined) return undefined
  const owner = listenerInSession(listener, id)
  return features.reading([owner], () => sessionOf(features.reader(owner), catalog, id, listener))
}

/**
 * Of several, as an older log may tell, who says that they started it first; of those of one moment whose name comes first, so
 * that it is the same one whichever event was folded before the other.
 */
const whoStarted = (entries: Iterable<StateEntry>): ListenerId | undefined => {
  let first: StateEntry | undefined
  for (const entry of entries) if (first === undefined || isEarlier(entry, first)) first = entry
  return first && listenerId(parseEntity(first.about).id)
}

/** Of `session-listener`, whose states are the moment alone. */
const isEarlier = (one: StateEntry, other: StateEntry): boolean => {
  const later = (one.state[0] ?? 0) - (other.state[0] ?? 0)
  return later < 0 || (later === 0 && one.about < other.about)
}

const sessionOf = (
  reader: OwnerReader,
  catalog: Catalog,
  id: SessionId,
  listener: ListenerId,
): SessionState | undefined => {
  let seed: SessionSeed | undefined
  for (const { about } of reader.entries(sessionSeed)) {
    const { kind, id: named } = parseEntity(about)
    if (kind !== 'listener' && kind !== 'session') seed = { kind, id: named }
  }
  if (seed === undefined) return undefined
  const heard = newestOf(reader.entries(sessionHeard))
  const skipped = newestOf(reader.entries(sessionSkipped))
  const keysOf = (entries: readonly StateEntry[]) =>
    entries.flatMap(({ about }) => catalog.keyOf(trackId(parseEntity(about).id)) ?? [])
  return {
    id,
    seed,
    listenerId: listener,
    heardKeys: keysOf(heard),
    skippedKeys: keysOf(skipped),
    heardOrSkippedKeys: [...new Set(keysOf(newestOf([...heard, ...skipped])))],
  }
}

/** What a session began with, as the catalogue spells it by now: nothing else that is asked of a seed knows older names. */
export const seedNow = (catalog: Catalog, tagsAlike: TagsAlike, seed: SessionSeed): SessionSeed => {
  const { kind, id } = seed
  if (kind === 'artist') return { kind, id: catalog.calledNow(artistId(id)) }
  if (kind === 'track' || catalog.withTag(id).length > 0) return seed
  const names = [id, ...catalog.alsoCalled({ kind, id })]
  const isThere = (tag: string) => catalog.withTag(tag).length > 0
  return { kind, id: names.map((name) => tagsAlike(name).find(isThere)).find(Boolean) ?? id }
}

/** As far back as anything leads on from; what stays away because of a session is asked track by track. */
const mostListed = 100

/** Of a long session most are older than all that are listed, and cost one comparison. */
const newestOf = (entries: Iterable<StateEntry>): readonly StateEntry[] => {
  const newest: StateEntry[] = []
  for (const entry of entries) {
    let place = newest.length
    while (place > 0 && isNewer(entry, newest[place - 1])) place--
    if (place === mostListed) continue
    newest.splice(place, 0, entry)
    newest.length = Math.min(newest.length, mostListed)
  }
  return newest
}

const isNewer = (one: StateEntry, other: StateEntry | undefined): boolean => {
  const later = (one.state[1] ?? 0) - (other?.state[1] ?? 0)
  return later > 0 || (later === 0 && one.about < (other?.about ?? ''))
}

/** What a session is called: "Radio: Orange Horizon". */
export const nameSeed = (catalog: Catalog, { kind, id }: SessionSeed): string => {
  if (kind === 'tag') return `Radio: ${id}`
  const name =
    kind === 'artist'
      ? catalog.artist(artistId(id))?.name
      : (catalog.get(trackId(id)) ?? catalog.former(trackId(id)))?.title
  return `Radio: ${name ?? id}`
}
