import type { Catalog, StoredTrack } from '#catalog'
import type { CatalogSnapshot } from './model.ts'

/**
 * Holds a catalogue still while models train. The catalogue goes on growing under a long training; what has
 * arrived since would not fit the arrays that were made at the start, and is left for the next training.
 */
export const snapshotOf = (
  catalog: Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'>,
): CatalogSnapshot => {
  const tracks: readonly StoredTrack[] = [...catalog.tracks()]
  const slots = tracks.reduce((most, track) => Math.max(most, track.key + 1), 0)
  return {
    identity: catalog.identity,
    revision: catalog.revision,
    tracks,
    slots,
    keyOf: (id) => {
      const key = catalog.get(id)?.key ?? -1
      return key < slots ? key : -1
    },
  }
}
