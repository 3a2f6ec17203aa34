import type { Catalog, StoredTrack } from '#catalog'
import { type AppError, type Instant, type TrackId, type TrackKey, toAppError, trackKey } from '#domain'
import { type Cursor, type EventLog, isTrackEvent, logStart, type Recorded } from '#log'
import { createFeatures } from './create-features.ts'
import { entity } from './entity.ts'
import type { Feature } from './feature.ts'
import { type Follower, farBehind } from './follower.ts'
import { lastFolded, ownerOfLast } from './last-folded.ts'
import { isDamage, reasonOf } from './open-features-errors.ts'
import type { StateStore } from './state-store.ts'
import { nowhere } from './state-store-nowhere.ts'
import { createSumsByKey } from './sums-by-key.ts'
import { trackPlays } from './track-plays.ts'
import { trackSkips } from './track-skips.ts'

/** What a follower folds of everybody's events, with the numbers by which it folds once. */
export const aggregateFeatures: readonly Feature[] = [trackPlays, trackSkips, lastFolded]

/**
 * What everybody does with each track, folded behind the acknowledgement. The states are features like any other, in a store
 * of their own. What requests ask for stands beside them in arrays by track key: hundreds of tracks are read for each
 * answer, and none of them waits for a store.
 *
 * While most of the log is still to be folded the arrays say what they said before damage, or that nothing is known, and are laid
 * out at the end: a rate of half of the log would rank a catalogue by whatever came first. Of a track that is away no request asks;
 * what is known of one is what its states say, or nothing, so it comes back with what was done meanwhile.
 */
export interface Aggregates extends Follower, AggregateSums {}

export interface AggregateSums {
  /** False for a track that came a moment ago, whose sums are being read, and of all until enough of the log is folded. */
  isKnown(key: TrackKey): boolean
  /** Decayed plays by everybody; 0 where nothing is known. */
  plays(key: TrackKey, asOf: Instant): number
  /** Decayed skips by everybody, likewise. */
  skips(key: TrackKey, asOf: Instant): number
}

export interface AggregatesOptions {
  /** Called again after damage. Absent: in memory, folded again at each start. */
  readonly openStore?: () => StateStore
  /** Tells how much is still to be folded of what a store was saved for. */
  readonly log?: Pick<EventLog, 'lag'>
  readonly catalog: Pick<Catalog, 'keyOf' | 'slots'> & {
    byKey(key: TrackKey): Pick<StoredTrack, 'id'> | undefined
  }
  readonly onFault: (error: AppError) => void
}

/** Of the states only those that folds come back to are kept in process; the arrays are what is read. */
const mostResident = 250_000
const loadedAtOnce = 200

/** Resolves when all that is stored can be read without waiting. */
export const openAggregates = async (options: AggregatesOptions): Promise<Aggregates> => {
  const { openStore = () => nowhere, log, catalog, onFault } = options
  const sums = createSumsByKey()
  const wanted = new Set<TrackKey>()
  let isFilling = false
  /** Met by a save or a load of its own; told by the next fold. */
  let damage: AppError | undefined
  let isFoldingAgain = false
  let store = openStore()

  const createOn = (on: StateStore) =>
    createFeatures({
      store: on,
      features: aggregateFeatures,
      stateLimit: options.openStore === undefined ? Number.POSITIVE_INFINITY : mostResident,
      flushFailed: (error) => on === store && failed(error),
    })
  const failed = (thrown: unknown): void => {
    const error = toAppError(thrown)
    if (isDamage(error)) damage ??= error
    else onFault(error)
  }
  let online = createOn(store)

  const take = (key: TrackKey, id: TrackId | undefined): void => {
    const reader = id === undefined ? undefined : online.reader(entity('track', id))
    if (reader === undefined) sums.forget(key)
    else sums.put(key, reader.state(trackPlays, ''), reader.state(trackSkips, ''))
  }

  /** Some at a time; `load` gives others a turn. */
  const fill = async (keys: Iterable<TrackKey>): Promise<void> => {
    const from = online
    for (const part of inParts(keys)) {
      await from.load(part.flatMap((key) => ownersOf(catalog.byKey(key))))
      if (from !== online) return
      for (const key of part) take(key, catalog.byKey(key)?.id)
    }
  }

  const fillWanted = async (): Promise<void> => {
    if (isFilling) return
    isFilling = true
    try {
      while (wanted.size > 0 && damage === undefined && !isFoldingAgain) {
        const keys = [...wanted]
        wanted.clear()
        await fill(keys)
      }
    } catch (thrown) {
      failed(thrown)
    } finally {
      isFilling = false
    }
  }

  const startAgain = async (found: AppError | undefined): Promise<void> => {
    isFoldingAgain = true
    if (found === undefined) return await online.reset()
    await store.discard(reasonOf(found))
    store = openStore()
    online = createOn(store)
    damage = undefined
  }

  try {
    isFoldingAgain = await isMuchToFold(online.cursor, log)
    if (!isFoldingAgain) await fill(keysOf(catalog))
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown
    onFault(thrown)
    await startAgain(thrown)
  }

  return {
    name: 'aggregates',
    whenBehind:
      'What everybody plays and skips is being counted from the event log. Until it is done, answers go by what was known of it before, or after an upgrade without it; what each listener did counts, and blocks hold.',
    get cursor() {
      return online.cursor
    },
    async fold(batch) {
      if (damage !== undefined) throw damage
      await online.load(batch.recorded.flatMap(ownersTouched))
      await online.room()
      if (online.full !== undefined) throw online.full
      online.fold(batch)
      if (isFoldingAgain) return
      for (const { event } of batch.recorded) {
        if (!isTrackEvent(event)) continue
        const key = catalog.keyOf(event.trackId)
        if (key !== undefined) take(key, event.trackId)
      }
    },
    async atEnd() {
      if (!isFoldingAgain) return
      await fill(keysOf(catalog))
      isFoldingAgain = false
    },
    startAgain,
    save: () => online.flush(),
    check: () => store.check(),
    forget: (listener) => online.forget(listener),
    wipe: () => store.wipe(),
    close: () => store.close(),
    isKnown(key) {
      if (sums.isKnown(key)) return true
      if (isFoldingAgain) return false
      wanted.add(key)
      void fillWanted()
      return false
    },
    plays: sums.plays,
    skips: sums.skips,
  }
}

/** All of it, so much that it takes a while, or nobody knows: the states are of another log then. */
const isMuchToFold = async (cursor: Cursor, log: Pick<EventLog, 'lag'> | undefined): Promise<boolean> => {
  if (cursor === logStart) return true
  if (log === undefined) return false
  const events = await log.lag(cursor)
  return events === undefined || events > farBehind
}

/** A track that left the catalogue has nothing to be read. */
const ownersOf = (track: Pick<StoredTrack, 'id'> | undefined): readonly string[] =>
  track === undefined ? [] : [entity('track', track.id)]

/** Whose states a fold of the event changes, as the features' `keys` would say. */
const ownersTouched = ({ event }: Recorded): readonly string[] =>
  event.type === 'track.played' || event.type === 'track.skipped'
    ? [entity('track', event.trackId), ownerOfLast(event).owner]
    : []

const keysOf = function* (catalog: Pick<Catalog, 'slots'>): Iterable<TrackKey> {
  for (let key = 0; key < catalog.slots; key++) yield trackKey(key)
}

const inParts = function* (keys: Iterable<TrackKey>): Iterable<readonly TrackKey[]> {
  let part: TrackKey[] = []
  for (const key of keys) {
    part.push(key)
    if (part.length < loadedAtOnce) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
