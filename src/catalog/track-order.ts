import { setImmediate } from 'node:timers/promises'
import type { TrackKey } from '#domain'
import type { Catalog } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import { type NextTurn, sortInSlices } from './in-slices.ts'
import { madeOnce } from './made-once.ts'

/**
 * All tracks in one order, made when the catalogue has changed and then shared: a page of them is a slice, and of a
 * part of them the places are sorted, which are numbers. Twelve bytes a track.
 */
export interface TrackOrder {
  readonly keys: readonly TrackKey[]
  /** Some of the tracks in this order; those it does not know yet come last, in key order. */
  sorted(keys: readonly TrackKey[]): readonly TrackKey[]
}

/**
 * Answers the order of the catalogue as it is at the call, or later; it may name tracks that were withdrawn since.
 * `compare` is asked for when an order is made and need not part equals, which stay in key order; `basis` changes
 * when `compare` does.
 */
export const createTrackOrder = (
  catalog: Catalog,
  compare: () => (a: StoredTrack, b: StoredTrack) => number,
  {
    basis = () => '',
    nextTurn = setImmediate,
  }: { readonly basis?: () => string; readonly nextTurn?: NextTurn } = {},
): (() => Promise<TrackOrder>) => {
  const make = async (before: TrackOrder | undefined): Promise<TrackOrder> => {
    const beats = compare()
    // Begun with the order of before: after a small change it is nearly right.
    const tracks = [...inOrderOf(before, catalog)]
    const sorted = await sortInSlices(tracks, (a, b) => beats(a, b) || a.key - b.key, nextTurn)
    return orderOf(sorted.map(({ key }) => key))
  }
  return madeOnce(() => `${catalog.revision} ${basis()}`, make)
}

function* inOrderOf(before: TrackOrder | undefined, catalog: Catalog): Iterable<StoredTrack> {
  if (before === undefined) return yield* catalog.tracks()
  const placed = new Set<TrackKey>()
  for (const key of before.keys) {
    const track = catalog.byKey(key)
    if (track === undefined) continue
    placed.add(key)
    yield track
  }
  for (const track of catalog.tracks()) if (!placed.has(track.key)) yield track
}

const orderOf = (keys: readonly TrackKey[]): TrackOrder => {
  let largest = 0
  for (const key of keys) largest = Math.max(largest, key)
  /** By key, from 1; 0 for a key that has none. */
  const places = new Uint32Array(largest + 1)
  keys.forEach((key, place) => {
    places[key] = place + 1
  })
  return {
    keys,
    sorted(some) {
      const known = Uint32Array.from(some, (key) => places[key] ?? 0).filter((place) => place > 0)
      const late = some.filter((key) => !places[key])
      // Numbers alone are sorted without a comparison: of thirty thousand that is most of a request.
      const inOrder = Array.from(known.sort()).flatMap((place) => keys[place - 1] ?? [])
      return inOrder.concat(late.sort((a, b) => a - b))
    },
  }
}

const titles = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

export const byTitle = (a: StoredTrack, b: StoredTrack): number => titles.compare(a.title, b.title)

/** Newest year first, tracks of an unknown year last. */
export const byYear = (a: StoredTrack, b: StoredTrack): number => (b.year ?? 0) - (a.year ?? 0)
