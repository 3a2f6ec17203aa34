import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Feature, FeatureState } from './feature.ts'
import type { Owner } from './resident-owners.ts'
import type { StateKeys } from './state-keys.ts'
import type { StateRow } from './state-store.ts'
import { markState, readState } from './state-table.ts'

/**
 * The states that the store does not have yet, counted one by one: events are no measure, for one about an unknown
 * track may change a hundred states.
 *
 * A save takes a cut: all of them as they stand at one position. Taking it moves references only; its rows are made
 * while the store asks for them, over many turns, and folds go on in between. The trap closed here is a torn cut:
 * states are changed in place, so whoever changes one says what it was before, and until the cut's row of it is made,
 * that is what the row says.
 */
export interface UnsavedStates {
  /** Changed since the last cut. */
  readonly changed: number
  /** Those, and the ones of the cut that is being saved. */
  readonly count: number
  /** A state has changed, from `before` where there was one. */
  change(owner: Owner, key: number, before: FeatureState | undefined): void
  /** The one before must have ended. */
  takeCut(): Cut
  /** Of an owner who was dropped to be forgotten: what has changed, and what of it is still to be made rows of. */
  forget(owner: Owner): void
  /** Forgets what has changed; no cut may be under way. */
  clear(): void
}

export interface Cut {
  /** To be gone through once. */
  readonly rows: Iterable<StateRow>
  /** When the save has ended. What was not saved counts as changed again. */
  end(isSaved: boolean): Promise<void>
}

/** An owner's part of the cut under way. */
export interface OwnerCut {
  readonly owner: Owner
  readonly keys: readonly number[]
  /** What states of the cut were that were changed before their rows were made. */
  before: Map<number, FeatureState> | undefined
  gathered: boolean
}

/** Owners let go in one turn of the event loop: about a millisecond. */
const ownersPerTurn = 5_000

export const createUnsavedStates = (features: readonly Feature[], keys: StateKeys): UnsavedStates => {
  let dirty = new Set<Owner>()
  let changed = 0
  let inCut = 0
  /**
   * The mark of what has changed since the last cut; what is in it has the one before. In the rows, where it costs nothing:
   * a set of keys for each owner was a tenth of all that an event costs.
   */
  let mark = 1

  const noteBefore = (cut: OwnerCut, key: number, before: FeatureState): void => {
    if (cut.gathered) return
    cut.before ??= new Map()
    cut.before.set(key, before)
  }

  const rowsOf = function* (cuts: readonly OwnerCut[]): Iterable<StateRow> {
    for (const cut of cuts) {
      const { owner } = cut
      for (const key of cut.keys) {
        // Its keys may be another's by now.
        if (owner.dropped) break
        const feature = features[keys.featureOf(key)]
        const state = feature && (cut.before?.get(key) ?? readState(owner, key, feature.width))
        if (state) yield { owner: owner.name, feature: feature.id, about: keys.aboutOf(key), state }
      }
      cut.gathered = true
      cut.before = undefined
    }
  }

  const note = (owner: Owner, key: number): void => {
    if (owner.dirty === undefined) {
      owner.dirty = []
      dirty.add(owner)
    }
    owner.dirty.push(key)
    changed += 1
  }

  const endCut = async (cuts: readonly OwnerCut[], isSaved: boolean): Promise<void> => {
    for (const [index, { owner, keys: taken }] of cuts.entries()) {
      if (index % ownersPerTurn === ownersPerTurn - 1) await nextTurn()
      owner.cut = undefined
      inCut -= taken.length
      if (isSaved || owner.dropped) continue
      for (const key of taken) if (markState(owner, key, mark) !== mark) note(owner, key)
    }
  }

  return {
    get changed() {
      return changed
    },
    get count() {
      return changed + inCut
    },
    change: (owner, key, before) => {
      const was = markState(owner, key, mark)
      if (was === mark) return
      note(owner, key)
      if (owner.cut !== undefined && was === mark - 1 && before !== undefined)
        noteBefore(owner.cut, key, before)
    },
    takeCut: () => {
      const cuts: OwnerCut[] = []
      for (const owner of dirty) {
        const cut = { owner, keys: owner.dirty ?? [], before: undefined, gathered: false }
        owner.dirty = undefined
        owner.cut = cut
        cuts.push(cut)
      }
      dirty = new Set()
      mark += 1
      inCut = changed
      changed = 0
      return { rows: rowsOf(cuts), end: (isSaved) => endCut(cuts, isSaved) }
    },
    forget: (owner) => {
      changed -= owner.dirty?.length ?? 0
      owner.dirty = undefined
      dirty.delete(owner)
    },
    clear: () => {
      dirty = new Set()
      changed = 0
    },
  }
}
