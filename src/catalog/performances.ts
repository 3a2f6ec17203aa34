import { setImmediate as nextTurn } from 'node:timers/promises'
import { type RecordingId, recordingId, type Track, type TrackId } from '#domain'
import type { IncomingTrack } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import { forEachInSlices } from './in-slices.ts'
import { performanceOf, toleranceMs } from './recordings.ts'

/**
 * All that the catalogue has or had by performance, for tracks that come a few at a time: each is looked up, where an
 * import reads everything once. The rule is that of `createRecordings`. The trap closed here: what a track joins must
 * not depend on how a sender cuts a list into requests, so tracks count as known from the moment they are placed.
 */
interface Performances {
  /** The recording of the first version of what the track performs; undefined where it is the first. */
  recordingOf(track: Omit<Track, 'recordingId'>): RecordingId | undefined
  /** The track is known as this from now on, and no more as it was before; without a key it is the newest. */
  note(track: Track & { readonly key?: number | undefined }, before: Track | undefined): void
}

interface Version {
  readonly id: TrackId
  readonly key: number
  readonly durationMs: number
  readonly recordingId: RecordingId
}

const createPerformances = async (known: Iterable<StoredTrack>): Promise<Performances> => {
  /** In key order, so that a start anew tells the same. */
  const versions = new Map<string, Version[]>()

  const forget = (track: Track): void => {
    const performance = performanceOf(track)
    const left = performance === undefined ? [] : (versions.get(performance) ?? [])
    const at = left.findIndex(({ id }) => id === track.id)
    if (at >= 0) left.splice(at, 1)
    if (performance !== undefined && left.length === 0) versions.delete(performance)
  }

  const note: Performances['note'] = (track, before) => {
    if (before !== undefined) forget(before)
    const performance = performanceOf(track)
    const { id, durationMs, recordingId, key = Number.POSITIVE_INFINITY } = track
    if (performance === undefined || durationMs === undefined) return
    const list = versions.get(performance) ?? []
    versions.set(performance, list)
    const after = list.findLastIndex((version) => version.key <= key)
    list.splice(after + 1, 0, { id, key, durationMs, recordingId })
  }

  await forEachInSlices(known, nextTurn, (track) => note(track, undefined))
  return {
    note,
    recordingOf(track) {
      const performance = performanceOf(track)
      const { durationMs } = track
      if (performance === undefined || durationMs === undefined) return undefined
      const all = versions.get(performance) ?? []
      // Measured from the first version of a recording, so that lengths cannot creep.
      return all.find(
        (version, place) =>
          Math.abs(version.durationMs - durationMs) <= toleranceMs &&
          all.findIndex(({ recordingId }) => recordingId === version.recordingId) === place,
      )?.recordingId
    },
  }
}

/** One upsert at a time. */
export interface Placing {
  /** The next tracks of the upsert, each with its recording. */
  place(tracks: readonly IncomingTrack[]): readonly Track[]
  /** They are stored, and have their keys. */
  settle(stored: readonly StoredTrack[]): void
  /** What was placed last was not stored. */
  fail(): void
}

const isNamed = (track: IncomingTrack): track is Track => track.recordingId !== undefined

/** `known` finds what the catalogue has or had; it is laid out by performance when the first track comes without a recording. */
export const createPlacing = (
  known: (id: TrackId) => StoredTrack | undefined,
  all: () => Iterable<StoredTrack>,
): ((tracks: readonly IncomingTrack[]) => Promise<Placing>) => {
  let performances: Performances | undefined
  return async (tracks) => {
    if (!tracks.every(isNamed)) performances ??= await createPerformances(all())
    /** The same id may stand twice in one upsert. */
    const placed = new Map<TrackId, Track>()
    const placeOne = (incoming: IncomingTrack): Track => {
      const { id } = incoming
      const stored = known(id)
      const before = placed.get(id) ?? stored
      const track = isNamed(incoming)
        ? incoming
        : {
            ...incoming,
            recordingId: before?.recordingId ?? performances?.recordingOf(incoming) ?? recordingId(id),
          }
      performances?.note({ ...track, key: stored?.key }, before)
      placed.set(id, track)
      return track
    }
    return {
      place: (chunk) => chunk.map(placeOne),
      settle(stored) {
        for (const track of stored) performances?.note(track, track)
      },
      fail() {
        performances = undefined
      },
    }
  }
}
