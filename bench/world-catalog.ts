import type { Catalog, StoredTrack } from '#catalog'
import { type Track, type TrackId, trackKey } from '#domain'

/** The part of a catalogue that training reads, over tracks at hand: keys are places in the list. */
export const worldCatalog = (
  tracks: readonly Track[],
): Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'> => {
  const stored = tracks.map((track, place): StoredTrack => ({ ...track, key: trackKey(place) }))
  const byId = new Map<TrackId, StoredTrack>(stored.map((track) => [track.id, track]))
  return { identity: 'world', revision: 1, get: (id) => byId.get(id), tracks: () => stored }
}
