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

/** Fills the columns of a hydrator track by track; a key without a track in the catalogue, or of one that was withdrawn, is a miss. */
export const byTrack = <Added extends Numbers>(
  { reads: { index } }: Live,
  { columns: { key: keys }, count }: Batch<Found>,
  adds: ColumnKinds<Added>,
  /** Given the columns once, so that the loop holds plain arrays. */
  filler: (columns: Columns<Added>) => (place: number, key: number) => void,
): Hydrated<Added> => {
  const columns = blankColumns(adds, count)
  const fill = filler(columns)
  const { present } = index
  let known: Uint32Array | undefined
  for (let place = 0; place < count; place++) {
    const key = keys[place] ?? noTrack
    if (present[key] === 1) fill(place, key)
    else {
      known ??= new Uint32Array(count).fill(1)
      known[place] = 0
    }
  }
  return { columns, known }
}
