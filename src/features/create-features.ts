import { type AppError, toAppError } from '#domain'
import { isRedacted, logStart, type Recorded } from '#log'
import type { EntityKey, Feature, FeatureState } from './feature.ts'
import type { Features } from './features-port.ts'
import { createForgotten, namesOf } from './forgotten.ts'
import { keysOf } from './keys-of.ts'
import { lastFolded, ownerOfLast } from './last-folded.ts'
import { createNamedOwners } from './named-owners.ts'
import { notSaved } from './open-features-errors.ts'
import { createOwnerStates } from './owner-states.ts'
import { ownersOf } from './owners-of.ts'
import { createResidentOwners, type Owner } from './resident-owners.ts'
import { createStateKeys, type StateKeys } from './state-keys.ts'
import type { StateStore } from './state-store.ts'
import { keysLeaving, putState } from './state-table.ts'
import { createUnsavedStates } from './unsaved-states.ts'

export type { Features, OwnerReader } from './features-port.ts'

export interface FeaturesOptions {
  /** Owned by the caller, who closes it after a last `flush`. */
  readonly store: StateStore
  readonly features: readonly Feature[]
  /** States (an owner counts as one more) to keep in process; those not saved yet stay beyond it. */
  readonly stateLimit?: number
  /** The names that states are about; made for the same features. */
  readonly keys?: StateKeys
  /**
   * Events folded until a flush starts by itself: the most that a crash makes fold again, about a second's work.
   * Larger cuts write less, for a state that changed often is written once. A host that wants a bound in time
   * calls `flush` as well.
   */
  readonly flushEvery?: number
  /** The same, counted in states: an event about an unknown track may change a hundred. */
  readonly flushStates?: number
  /** With so many states not saved yet, `room` waits: some 200 MB of them, and as much again while they are written. */
  readonly unsavedLimit?: number
  /** Told of a failed flush that started by itself; its rows are kept and saved by the next one. */
  flushFailed?(error: AppError): void
}

/**
 * The online state: events fold into it as they are recorded, surfaces read from it without waiting, and
 * behind them it is written to the store. The trap closed here is a torn store: what is saved is always a cut
 * (all states of one moment), taken at the start of a flush while folds go on during it; `unsaved-states.ts`. The cursor
 * saved with it may lie before what was folded, never behind: what is then read again is known by `last-folded.ts`.
 */
export const createFeatures = ({
  store,
  features,
  stateLimit = 1_000_000,
  keys = createStateKeys(features),
  flushEvery = 150_000,
  flushStates = 200_000,
  unsavedLimit = 500_000,
  flushFailed = () => {},
}: FeaturesOptions): Features => {
  const lastIndex = features.indexOf(lastFolded)
  const named = createNamedOwners()
  const put = (owner: Owner, key: number, state: FeatureState): boolean => {
    const isNew = putState(owner, key, state)
    if (isNew) {
      keys.hold(key)
      named.has(owner.name, keys.aboutOf(key))
    }
    return isNew
  }
  const indexById = new Map<string, number>(features.map(({ id }, index) => [id, index]))
  const forgotten = createForgotten(store)
  const owners = createResidentOwners({
    limit: stateLimit,
    width: Math.max(1, ...features.map((feature) => feature.width)),
    store: forgotten.store,
    fill: (owner, rows) => {
      named.came(owner.name)
      for (const { feature, about, state } of rows) {
        const index = indexById.get(feature)
        if (index !== undefined) put(owner, keys.make(index, about), state)
      }
    },
    left: (owner) => {
      named.left(owner.name)
      for (const key of keysLeaving(owner, 0, 1)) {
        named.hasNot(owner.name, keys.aboutOf(key))
        keys.release(key)
      }
    },
  })
  const unsaved = createUnsavedStates(features, keys)
  const { stateOf, stateFrom, valueFrom, entriesFrom, groupedFrom } = createOwnerStates(features, keys)
  let cursor = store.cursor()
  /** How many batches were folded, and how many of them are saved: a part of one may leave the cursor where it was. */
  let folds = 0
  let savedFolds = 0
  let foldedSinceCut = 0
  let saving: Promise<void> | undefined
  let generation = 0
  let lastFailure: AppError | undefined
  /** Changed states that the last save could not store: no reason to try again, only more of them are. */
  let leftUnsaved = 0

  const foldState = (owner: Owner, index: number, of: EntityKey, { event, sequence }: Recorded): void => {
    const feature = features[index] ?? lastFolded
    const known = keys.find(index, of.about)
    const before = stateOf(owner, feature, known)
    const after = feature.fold(before, event, of, sequence)
    if (after === before) return
    const key = known < 0 ? keys.make(index, of.about) : known
    if (put(owner, key, after)) owners.gained(1)
    unsaved.change(owner, key, before)
  }

  const isFolded = ({ sequence }: Recorded, { owner, about }: EntityKey): boolean => {
    const state = stateOf(owners.touch(owner), lastFolded, keys.find(lastIndex, about))
    return (state?.[0] ?? -1) >= sequence
  }

  /** False for one that was folded before. An event that no feature reads leaves no trace, so it needs none. */
  const foldEvent = (recorded: Recorded): boolean => {
    const { event } = recorded
    const listener = ownerOfLast(event)
    const isGone = isRedacted(event)
    let owner: Owner | undefined
    for (let index = 0; index < features.length; index++) {
      if (index === lastIndex) continue
      for (const of of keysOf(features[index], event, isGone)) {
        if (owner === undefined && lastIndex >= 0 && isFolded(recorded, listener)) return false
        owner = owners.touch(of.owner)
        foldState(owner, index, of, recorded)
      }
    }
    if (owner && lastIndex >= 0) foldState(owners.touch(listener.owner), lastIndex, listener, recorded)
    return true
  }

  const save = async (): Promise<void> => {
    const [at, until] = [cursor, folds]
    const cut = unsaved.takeCut()
    const leaving = forgotten.pending()
    foldedSinceCut = 0
    let isSaved = false
    try {
      await store.save(at, cut.rows, leaving)
      forgotten.gone(leaving)
      savedFolds = until
      isSaved = true
      lastFailure = undefined
    } catch (error) {
      lastFailure = toAppError(error)
      throw error
    } finally {
      await cut.end(isSaved)
      leftUnsaved = isSaved ? 0 : unsaved.changed
    }
  }

  const flush = async (): Promise<void> => {
    const wanted = folds
    // A failure of the save under way belongs to whoever began it; its rows are part of the next one.
    while (saving !== undefined) await saving.catch(() => {})
    if (savedFolds >= wanted) return
    const mine = save()
    saving = mine
    try {
      await mine
    } finally {
      saving = undefined
    }
    // Whoever waits for room or for the next save goes on before owners are dropped.
    await owners.shrink()
  }

  const isFull = (): boolean => unsaved.count >= unsavedLimit

  const isWorthWaiting = (): boolean => isFull() && lastFailure === undefined

  /** After a failure as rarely as before it: each try goes through all that waits, which may be a million rows. */
  const writeBehind = (): void => {
    const isMuch = foldedSinceCut >= flushEvery || unsaved.changed - leftUnsaved >= flushStates
    const isDue = isMuch || isWorthWaiting()
    if (!isDue || saving !== undefined) return
    flush().catch((error: unknown) => flushFailed(toAppError(error)))
  }

  const waitForRoom = async (): Promise<void> => {
    while (isWorthWaiting()) {
      writeBehind()
      if (saving === undefined) return
      try {
        await saving
      } catch {
        // Told by whoever began the save.
        return
      }
    }
  }

  return {
    get cursor() {
      return cursor
    },
    fold: ({ recorded, through }) => {
      for (const one of recorded) if (foldEvent(one)) foldedSinceCut += 1
      cursor = through
      folds += 1
      writeBehind()
    },
    room: () => (isWorthWaiting() ? waitForRoom() : undefined),
    get full() {
      return isFull() && lastFailure ? notSaved(lastFailure) : undefined
    },
    load: owners.bring,
    prepare: (recorded) => {
      const missing: string[] = []
      for (const { event } of recorded)
        for (const name of ownersOf(event)) if (!owners.has(name)) missing.push(name)
      return missing.length === 0 ? undefined : owners.bring(missing)
    },
    value: (feature, owner, about, asOf) => valueFrom(owners.touch(owner), feature, about, asOf),
    entries: (feature, owner) => entriesFrom(owners.touch(owner), feature),
    reader: (name) => {
      let owner = owners.touch(name)
      const current = (): Owner => {
        if (owner.dropped) owner = owners.touch(name)
        return owner
      }
      return {
        value: (feature, about, asOf) => valueFrom(current(), feature, about, asOf),
        state: (feature, about) => stateFrom(current(), feature, about),
        entries: (feature) => entriesFrom(current(), feature),
        grouped: () => groupedFrom(current()),
      }
    },
    flush,
    reading: async (names, read) => {
      await owners.bring(names)
      return read()
    },
    amiss: undefined,
    forget: async (listener) => {
      const names = namesOf(listener)
      for (const owner of owners.forget(named.of(names))) unsaved.forget(owner)
      forgotten.add(names)
      // A save is due though nothing was folded.
      folds += 1
      await flush()
    },
    get generation() {
      return generation
    },
    wipe: () => store.wipe(),
    reset: async () => {
      // As in `flush`: a failure is told to whoever began it.
      while (saving !== undefined) await saving.catch(() => {})
      // No save may begin meanwhile: its rows would come after what is forgotten.
      saving = store.clear()
      try {
        await saving
      } finally {
        saving = undefined
      }
      owners.clear()
      unsaved.clear()
      forgotten.clear()
      generation += 1
      cursor = logStart
      savedFolds = folds
      foldedSinceCut = 0
      leftUnsaved = 0
      lastFailure = undefined
    },
  }
}
