import { type AppError, type Instant, toAppError } from '#domain'
import type { AppEvent, Position, Recorded } from '#log'
import type { EntityKey, Feature, FeatureState } from './feature.ts'
import { createResidentOwners, type Owner } from './resident-owners.ts'
import { createStateKeys, type StateKeys } from './state-keys.ts'
import type { StateRow, StateStore } from './state-store.ts'
import { keysLeaving, putState, readState } from './state-table.ts'

/**
 * The online state: events fold into it as they are recorded, surfaces read from it without waiting, and
 * behind them it is written to the store. The trap closed here is a torn store: what is saved is always a cut
 * (all states as of one position), taken at the start of a flush while folds go on during it. States are never
 * changed in place, so a cut copies references only.
 */
export interface Features {
  /** Every event up to here is folded in. */
  readonly position: Position
  /**
   * Folds events in log order; those at or below `position` are passed over, so folding twice is harmless.
   * Batches must come in log order too: an event that comes after a later one counts as known and is lost.
   */
  fold(recorded: readonly Recorded[]): void
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
  /** Told of a failed flush that started by itself; its rows are kept and saved by the next one. */
  flushFailed?(error: AppError): void
}

interface Changes {
  readonly owner: Owner
  readonly keys: Set<number>
}

export const createFeatures = ({
  store,
  features,
  stateLimit = 1_000_000,
  keys = createStateKeys(features),
  flushEvery = 150_000,
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
  let dirty = new Set<Owner>()
  let position = store.position()
  let savedPosition = position
  let foldedSinceCut = 0
  let saving: Promise<void> | undefined

  const stateOf = (owner: Owner, feature: Feature, key: number): FeatureState | undefined =>
    key < 0 ? undefined : readState(owner, key, feature.width)

  const markDirty = (owner: Owner, key: number): void => {
    // A save that failed across a reset: the owner's keys may be another name's by now.
    if (owner.dropped) return
    if (owner.dirty === undefined) {
      owner.dirty = new Set()
      owner.unsaved += 1
      dirty.add(owner)
    }
    owner.dirty.add(key)
  }

  const foldInto = (owner: Owner, index: number, feature: Feature, event: AppEvent, of: EntityKey): void => {
    const known = keys.find(index, of.about)
    const before = stateOf(owner, feature, known)
    const after = feature.fold(before, event, of)
    if (after === before) return
    const key = known < 0 ? keys.make(index, of.about) : known
    if (put(owner, key, after)) owners.gained(1)
    markDirty(owner, key)
  }

  const foldEvent = (event: AppEvent): void => {
    let owner: Owner | undefined
    for (const [index, feature] of features.entries()) {
      for (const of of feature.keys(event)) {
        if (owner?.name !== of.owner) owner = owners.touch(of.owner)
        foldInto(owner, index, feature, event, of)
      }
    }
  }

  const takeCut = (): { readonly changes: readonly Changes[]; readonly rows: readonly StateRow[] } => {
    const changes: Changes[] = []
    const rows: StateRow[] = []
    for (const owner of dirty) {
      const changed = owner.dirty ?? new Set()
      owner.dirty = undefined
      changes.push({ owner, keys: changed })
      for (const key of changed) {
        const feature = features[keys.featureOf(key)]
        const state = feature && stateOf(owner, feature, key)
        if (state) rows.push({ owner: owner.name, feature: feature.id, about: keys.aboutOf(key), state })
      }
    }
    dirty = new Set()
    foldedSinceCut = 0
    return { changes, rows }
  }

  const save = async (): Promise<void> => {
    const cut = position
    const { changes, rows } = takeCut()
    try {
      await store.save(cut, rows)
      savedPosition = cut
    } catch (error) {
      for (const { owner, keys: changed } of changes) for (const key of changed) markDirty(owner, key)
      throw error
    } finally {
      for (const { owner } of changes) owner.unsaved -= 1
      owners.shrink()
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
  }

  const writeBehind = (): void => {
    if (foldedSinceCut < flushEvery || saving !== undefined) return
    flush().catch((error: unknown) => flushFailed(toAppError(error)))
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
      for (const { position: at, event } of recorded) {
        if (at <= position) continue
        foldEvent(event)
        position = at
        foldedSinceCut += 1
      }
      writeBehind()
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
      await store.clear()
      owners.clear()
      dirty = new Set()
      position = 0
      savedPosition = 0
      foldedSinceCut = 0
    },
  }
}
