import { AppError, type Instant, toAppError } from '#domain'
import type { AppEvent, Position, Recorded } from '#log'
import type { Feature, FeatureState } from './feature.ts'
import { markOf } from './log-mark.ts'
import { createResidentOwners, type Owner } from './resident-owners.ts'
import { createStateKeys, type StateKeys } from './state-keys.ts'
import type { StateStore } from './state-store.ts'
import { keysLeaving, putState, readState } from './state-table.ts'
import { createUnsavedStates } from './unsaved-states.ts'

/**
 * The online state: events fold into it as they are recorded, surfaces read from it without waiting, and
 * behind them it is written to the store. The trap closed here is a torn store: what is saved is always a cut
 * (all states as of one position), taken at the start of a flush while folds go on during it; `unsaved-states.ts`.
 */
export interface Features {
  /** Every event up to here is folded in. */
  readonly position: Position
  /**
   * Folds events in log order; those at or below `position` are passed over, so folding twice is harmless.
   * Batches must come in log order too: an event that comes after a later one counts as known and is lost.
   */
  fold(recorded: readonly Recorded[]): void
  /**
   * Undefined while there is room for more folds. With too many states waiting for the store, settles when there is room
   * again or a save has failed, and never rejects. Undefined too once a save has failed, until one succeeds: waiting
   * makes no room then. Whoever folds without end waits for it between two folds, and stops at `full`.
   */
  room(): Promise<void> | undefined
  /** Why nothing more should be recorded for now: too many states wait, and the last try to save them failed. */
  readonly full: AppError | undefined
  /** The value of a feature as of a moment. Throws `internal` for a feature that isn't folded here. */
  value(feature: Feature, owner: string, about: string, asOf: Instant): number
  /** All an owner has of a feature, in no promised order; not disturbed by later folds. */
  entries(feature: Feature, owner: string): Iterable<StateEntry>
  /** The same two, bound to one owner: for many values at once. Stays right across folds and flushes. */
  reader(owner: string): OwnerReader
  /** Resolves when all that was folded before the call is saved; one save is under way at a time. */
  flush(): Promise<void>
  /**
   * What `read` makes of the states; all it may do is read. Where it meets damage it is run again as soon as the log
   * has told what must hold, so that whoever finds the damage is answered like everyone after. Rejects with
   * `states-damaged` when the log can't be read either, or takes too long to tell.
   */
  reading<Read>(read: () => Read): Promise<Read>
  /** Why less is known here than the log tells; undefined when everything up to `position` is. */
  readonly amiss: AppError | undefined
  /** Forgets everything, in process and in the store, to be folded again from position 0. */
  reset(): Promise<void>
}

export interface StateEntry {
  readonly about: string
  readonly state: FeatureState
}

export interface OwnerReader {
  /** Everything of the owner, by feature, in one pass; features without a state are there with an empty list. */
  grouped(): ReadonlyMap<Feature, readonly StateEntry[]>
  value(feature: Feature, about: string, asOf: Instant): number
  /** Undefined when there is none. */
  state(feature: Feature, about: string): FeatureState | undefined
  entries(feature: Feature): Iterable<StateEntry>
}

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
  const put = (owner: Owner, key: number, state: FeatureState): boolean => {
    const isNew = putState(owner, key, state)
    if (isNew) keys.hold(key)
    return isNew
  }
  const indexById = new Map<string, number>(features.map(({ id }, index) => [id, index]))
  const owners = createResidentOwners({
    limit: stateLimit,
    width: Math.max(1, ...features.map((feature) => feature.width)),
    load: (owner) => {
      for (const { feature, about, state } of store.load(owner.name)) {
        const index = indexById.get(feature)
        if (index !== undefined) put(owner, keys.make(index, about), state)
      }
    },
    left: (owner) => {
      for (const key of keysLeaving(owner, 0, 1)) keys.release(key)
    },
  })
  const unsaved = createUnsavedStates(features, keys)
  let position = store.position()
  let savedPosition = position
  let lastFolded: AppEvent | undefined
  let foldedSinceCut = 0
  let saving: Promise<void> | undefined
  let lastFailure: AppError | undefined
  /** Changed states that the last save could not store: no reason to try again, only more of them are. */
  let leftUnsaved = 0

  const stateOf = (owner: Owner, feature: Feature, key: number): FeatureState | undefined =>
    key < 0 ? undefined : readState(owner, key, feature.width)

  const foldEvent = ({ position: at, event }: Recorded): void => {
    let owner: Owner | undefined
    for (const [index, feature] of features.entries()) {
      for (const of of feature.keys(event)) {
        if (owner?.name !== of.owner) owner = owners.touch(of.owner)
        const known = keys.find(index, of.about)
        const before = stateOf(owner, feature, known)
        const after = feature.fold(before, event, of, at)
        if (after === before) continue
        const key = known < 0 ? keys.make(index, of.about) : known
        unsaved.change(owner, key, before)
        if (put(owner, key, after)) owners.gained(1)
      }
    }
  }

  const save = async (): Promise<void> => {
    const at = position
    const mark = lastFolded && markOf(lastFolded)
    const cut = unsaved.takeCut()
    foldedSinceCut = 0
    let isSaved = false
    try {
      await store.save(at, cut.rows, mark)
      savedPosition = at
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
    const wanted = position
    // A failure of the save under way belongs to whoever began it; its rows are part of the next one.
    while (saving !== undefined) await saving.catch(() => {})
    if (savedPosition >= wanted) return
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

  const stateFrom = (owner: Owner, feature: Feature, about: string): FeatureState | undefined =>
    stateOf(owner, feature, keys.find(keys.indexOf(feature), about))

  const valueFrom = (owner: Owner, feature: Feature, about: string, asOf: Instant): number =>
    feature.value(stateFrom(owner, feature, about), asOf)

  const entriesFrom = (owner: Owner, feature: Feature): readonly StateEntry[] => {
    const entries: StateEntry[] = []
    for (const key of keysLeaving(owner, keys.indexOf(feature), features.length)) {
      const state = stateOf(owner, feature, key)
      if (state) entries.push({ about: keys.aboutOf(key), state })
    }
    return entries
  }

  const groupedFrom = (owner: Owner): ReadonlyMap<Feature, readonly StateEntry[]> => {
    const groups = features.map((feature): [Feature, StateEntry[]] => [feature, []])
    for (const key of keysLeaving(owner, 0, 1)) {
      const group = groups[keys.featureOf(key)]
      const state = group && stateOf(owner, group[0], key)
      if (state) group[1].push({ about: keys.aboutOf(key), state })
    }
    return new Map(groups)
  }

  return {
    get position() {
      return position
    },
    fold: (recorded) => {
      for (const one of recorded) {
        if (one.position <= position) continue
        foldEvent(one)
        lastFolded = one.event
        position = one.position
        foldedSinceCut += 1
      }
      writeBehind()
    },
    room: () => (isWorthWaiting() ? waitForRoom() : undefined),
    get full() {
      return isFull() && lastFailure ? notSaved(lastFailure) : undefined
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
    reading: async (read) => read(),
    amiss: undefined,
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
      position = 0
      savedPosition = 0
      lastFolded = undefined
      foldedSinceCut = 0
      leftUnsaved = 0
      lastFailure = undefined
    },
  }
}

const notSaved = (failure: AppError): AppError =>
  new AppError(
    failure.code === 'disk-full' ? 'disk-full' : 'storage-failed',
    'Nothing is stored: what follows from earlier events could not be saved and fills the memory. Free space on the disk of state.db, or look at the server log for why it can not be written; it is tried again by itself.',
    { cause: failure },
  )
