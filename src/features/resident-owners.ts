import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StateRow, StateStore } from './state-store.ts'
import { createStateTable, type StateTable } from './state-table.ts'
import type { OwnerCut } from './unsaved-states.ts'

/**
 * The owners whose states are in process: loaded on first touch, dropped again when there are too many.
 * Dropping is second chance (a clock hand: what was touched since the last round stays), which costs a flag per
 * touch where exact least-recently-used costs two map writes.
 *
 * The trap closed here: an owner with states the store doesn't have yet (`dirty` or in a `cut`) is never dropped, or the
 * next touch would load the past and fold on top of it.
 */
export interface Owner extends StateTable {
  readonly name: string
  /** Keys changed since the last cut. */
  dirty: number[] | undefined
  /** Its part of the cut that is being saved. */
  cut: OwnerCut | undefined
  touched: boolean
  dropped: boolean
}

export interface ResidentOwners {
  /** Loads the owner when it isn't here. The object is the owner's one truth until `dropped`. */
  touch(name: string): Owner
  has(name: string): boolean
  /** Loads those that aren't here in one question, so that the next touch of each finds it. */
  bring(names: readonly string[]): Promise<void>
  /** To be told how many states an owner has gained. */
  gained(states: number): void
  /** Drops saved owners until the limit holds or none is left to drop, a few in each turn of the event loop. */
  shrink(): Promise<void>
  /** Drops those of these that are here, saved or not, and answers them. */
  forget(names: readonly string[]): readonly Owner[]
  clear(): void
}

/** How many owners a load may look at to make room: bounds what one touch can cost. */
const stepsPerLoad = 16
/** How many owners are looked at in one turn: a few milliseconds, though each has a hundred states. */
const stepsPerTurn = 500
/** States that were loaded and are put into their tables in one turn: some milliseconds. */
const filledPerTurn = 500

export interface ResidentOwnersOptions {
  /** States, plus one for each owner. */
  readonly limit: number
  /** The room for one state. */
  readonly width: number
  readonly store: Pick<StateStore, 'load' | 'loadNow'>
  /** Puts what the store has into an owner that is new here. */
  fill(owner: Owner, rows: readonly StateRow[]): void
  /** Told of every owner that leaves. */
  left(owner: Owner): void
}

export const createResidentOwners = ({
  limit,
  width,
  store,
  fill,
  left,
}: ResidentOwnersOptions): ResidentOwners => {
  const owners = new Map<string, Owner>()
  /** For each question under way, who left since: they may have been saved anew, so what it finds of them is of before. */
  const gone = new Set<{ readonly names: Set<string>; all: boolean }>()
  let hand = owners.values()
  /** Those that were touched last: what one event changes is one listener's, and by turns theirs in a session. */
  let last: Owner | undefined
  let before: Owner | undefined
  /** As they were asked for: the same text is known at a glance, an equal one is not. */
  let lastName = ''
  let nameBefore = ''
  let size = 0

  const makeRoom = (steps: number): void => {
    for (let step = 0; size > limit && step < steps; step++) {
      let next = hand.next()
      if (next.done) {
        hand = owners.values()
        next = hand.next()
        if (next.done) return
      }
      const owner = next.value
      if (owner.dirty !== undefined || owner.cut !== undefined) continue
      if (owner.touched) owner.touched = false
      else {
        owner.dropped = true
        owners.delete(owner.name)
        for (const { names } of gone) names.add(owner.name)
        size -= 1 + owner.size
        left(owner)
      }
    }
  }

  const bringIn = (name: string, rows: readonly StateRow[]): Owner => {
    makeRoom(stepsPerLoad)
    const owner: Owner = {
      ...createStateTable(width),
      name,
      dirty: undefined,
      cut: undefined,
      touched: true,
      dropped: false,
    }
    fill(owner, rows)
    owners.set(name, owner)
    size += 1 + owner.size
    return owner
  }

  return {
    touch: (name) => {
      const known = name === lastName ? last : name === nameBefore ? before : undefined
      if (known !== undefined && !known.dropped) {
        known.touched = true
        return known
      }
      const owner = owners.get(name) ?? bringIn(name, store.loadNow(name))
      owner.touched = true
      before = last
      nameBefore = lastName
      last = owner
      lastName = name
      return owner
    },
    has: (name) => owners.has(name),
    bring: async (names) => {
      const missing = new Set<string>()
      for (const name of names) {
        const owner = owners.get(name)
        if (owner === undefined) missing.add(name)
        else owner.touched = true
      }
      if (missing.size === 0) return
      const since = { names: new Set<string>(), all: false }
      gone.add(since)
      try {
        const rows = Map.groupBy(await store.load([...missing]), ({ owner }) => owner)
        let inTurn = 0
        const giveTurn = async () => {
          if (inTurn < filledPerTurn) return
          await nextTurn()
          inTurn = 0
        }
        for (const name of missing) {
          await giveTurn()
          // Asked anew for each: others had their turn.
          if (since.all || owners.has(name) || since.names.has(name)) continue
          const theirs = rows.get(name) ?? []
          bringIn(name, theirs)
          inTurn += theirs.length
        }
        // Whoever waits for them lays them out, which takes as long again.
        await giveTurn()
      } finally {
        gone.delete(since)
      }
    },
    gained: (states) => {
      size += states
    },
    shrink: async () => {
      // Twice round: the first takes away what was touched since the last.
      for (let left = 2 * owners.size + 1; left > 0 && size > limit; left -= stepsPerTurn) {
        makeRoom(Math.min(left, stepsPerTurn))
        if (size > limit) await nextTurn()
      }
    },
    forget: (names) => {
      last = before = undefined
      const theirs = names.flatMap((name) => owners.get(name) ?? [])
      for (const owner of theirs) {
        owner.dropped = true
        owners.delete(owner.name)
        size -= 1 + owner.size
        left(owner)
      }
      // What is being loaded may be theirs.
      for (const since of gone) since.all = true
      return theirs
    },
    clear: () => {
      for (const owner of owners.values()) {
        owner.dropped = true
        left(owner)
      }
      for (const since of gone) since.all = true
      owners.clear()
      last = before = undefined
      hand = owners.values()
      size = 0
    },
  }
}
