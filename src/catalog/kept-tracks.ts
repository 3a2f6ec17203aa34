import { creditsOf, type TrackId } from '#domain'
import type { StoredTrack } from './catalog-store.ts'
import type { TakedownKind, TakedownTarget } from './takedowns.ts'

/**
 * Tracks that would be there if they were not taken down, by id, and how many of them have each artist, release and recording: a
 * page that is not there asks whether takedowns keep it away, and anybody may ask for pages that are not there.
 */
export interface KeptTracks
  extends Pick<ReadonlyMap<TrackId, StoredTrack>, 'get' | 'has' | 'size' | 'values'> {
  set(id: TrackId, track: StoredTrack): void
  delete(id: TrackId): void
  /** Whether one of them is it, is of it or is by it. */
  hasAny(target: TakedownTarget): boolean
}

export const createKeptTracks = (): KeptTracks => {
  const tracks = new Map<TrackId, StoredTrack>()
  const counts: Readonly<Record<TakedownKind, Map<string, number>>> = {
    track: new Map(),
    recording: new Map(),
    release: new Map(),
    artist: new Map(),
  }
  const count = (track: StoredTrack, change: 1 | -1): void => {
    for (const [kind, id] of namesOf(track)) {
      const left = (counts[kind].get(id) ?? 0) + change
      if (left > 0) counts[kind].set(id, left)
      else counts[kind].delete(id)
    }
  }
  const drop = (id: TrackId): void => {
    const known = tracks.get(id)
    if (known !== undefined) count(known, -1)
    tracks.delete(id)
  }
  return {
    get: (id) => tracks.get(id),
    has: (id) => tracks.has(id),
    get size() {
      return tracks.size
    },
    values: () => tracks.values(),
    set(id, track) {
      drop(id)
      tracks.set(id, track)
      count(track, 1)
    },
    delete: drop,
    hasAny: ({ kind, id }) => counts[kind].has(id),
  }
}

const namesOf = (track: StoredTrack): readonly (readonly [TakedownKind, string])[] => [
  ['track', track.id],
  ['recording', track.recordingId],
  ...(track.release === undefined ? [] : ([['release', track.release.id]] as const)),
  ...[...new Set(creditsOf(track).map(({ id }) => id))].map((id) => ['artist', id] as const),
]
