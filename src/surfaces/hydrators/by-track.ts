import {
  type Batch,
  blankColumns,
  type ColumnKinds,
  type Columns,
  type Hydrated,
  type Numbers,
} from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import { noTrack } from '../track-index.ts'

/**
 * Fills the columns of a hydrator for the tracks that are there; a key without a track in the catalogue, or of one that was
 * withdrawn, is a miss. The loop over the tracks is the hydrator's own: one loop that called every hydrator's function
 * for each track could be compiled for none of them, and was a twentieth of a request.
 */
export const byTrack = <Added extends Numbers>(
  { reads: { index } }: Live,
  { columns: { key: keys }, count }: Batch<Found>,
  adds: ColumnKinds<Added>,
  /** Fills the `places` of the batch whose tracks are `keys`, the first `there` of both. */
  fill: (columns: Columns<Added>, there: Tracks) => void,
): Hydrated<Added> => {
  const columns = blankColumns(adds, count)
  const there = room(count)
  const { present } = index
  let known: Uint32Array | undefined
  for (let place = 0; place < count; place++) {
    const key = keys[place] ?? noTrack
    if (present[key] === 1) {
      there.places[there.count] = place
      there.keys[there.count++] = key
    } else {
      known ??= new Uint32Array(count).fill(1)
      known[place] = 0
    }
  }
  fill(columns, there)
  return { columns, known }
}

export interface Tracks {
  readonly count: number
  readonly places: Uint32Array
  readonly keys: Uint32Array
}

/** One hydrator after the other uses it. */
let places = new Uint32Array(4_096)
let keysThere = new Uint32Array(4_096)

const room = (count: number) => {
  if (places.length < count) {
    places = new Uint32Array(2 * count)
    keysThere = new Uint32Array(2 * count)
  }
  return { count: 0, places, keys: keysThere }
}
