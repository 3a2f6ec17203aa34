import type { Forgotten, StateRow } from '#features'
import type { Cursor } from '#log'

/**
 * What the state store's two threads say to each other, and how rows travel. Rows are packed (each owner's
 * name once, all numbers in one array), because cloning row objects between threads costs the main thread
 * several times as much.
 */
export interface PackedRows {
  readonly owners: readonly string[]
  readonly abouts: readonly string[]
  /** Per row: index into `owners`, index into the store's list of features, how many numbers. */
  readonly shape: Uint32Array<ArrayBuffer>
  /** The states one after another. */
  readonly numbers: Float64Array<ArrayBuffer>
}

/** What the writing thread is started with; `features` as the file names them. */
export interface WriterData {
  readonly path: string
  readonly features: string
}

export type Request =
  /** Part of the save under way; begins one when there is none. Answered when it is dealt with, like the part before it if that failed. */
  | { readonly kind: 'rows'; readonly rows: PackedRows }
  /** Rows that go before those of the save under way, which it may begin. */
  | { readonly kind: 'forget'; readonly forgotten: readonly Forgotten[] }
  /** Ends the save under way and is answered. */
  | { readonly kind: 'commit'; readonly cursor: Cursor }
  /** Takes the save under way back. */
  | { readonly kind: 'abandon' }
  | { readonly kind: 'clear' }
  /** Writes the file anew. */
  | { readonly kind: 'wipe' }
  | { readonly kind: 'close' }

/** One answer per request, in order. */
export interface Answer {
  readonly failed?: { readonly full: boolean; readonly damaged: boolean; readonly message: string }
}

export const packRows = (
  rows: readonly StateRow[],
  featureIndex: (feature: string) => number,
): PackedRows => {
  const owners: string[] = []
  const abouts: string[] = []
  const shape = new Uint32Array(rows.length * 3)
  const numbers = new Float64Array(rows.reduce((total, row) => total + row.state.length, 0))
  let number = 0
  for (const [index, { owner, feature, about, state }] of rows.entries()) {
    if (owners.at(-1) !== owner) owners.push(owner)
    abouts.push(about)
    shape.set([owners.length - 1, featureIndex(feature), state.length], index * 3)
    numbers.set(state, number)
    number += state.length
  }
  return { owners, abouts, shape, numbers }
}
