import type { Catalog } from '#catalog'
import { createTrackLayout, noIndex } from './lay-out-tracks.ts'
import type { TrackIndex } from './track-index.ts'

/** The index of the catalogue as it is: asked after a change, it is mended where that changed something. */
export const createTrackIndex = (catalog: Catalog): (() => TrackIndex) => {
  let layOut = createTrackLayout(catalog)
  let index = noIndex
  return () => {
    if (index.revision === catalog.revision) return index
    const changed = index === noIndex ? undefined : catalog.changedSince(index.revision)
    if (changed === undefined || hasOutgrown(index, catalog)) {
      layOut = createTrackLayout(catalog)
      index = layOut(noIndex, [...catalog.tracks(), ...catalog.withdrawn()])
    } else index = layOut(index, changed)
    return index
  }
}

/** Names stay numbered when nobody is called so any more: changed with every upsert, they would fill the memory. */
const hasOutgrown = ({ artistNumbers, tagNumbers }: TrackIndex, catalog: Catalog): boolean =>
  artistNumbers.size + tagNumbers.size > namesPerTrack * catalog.slots + fewestNames

const namesPerTrack = 4
const fewestNames = 10_000
