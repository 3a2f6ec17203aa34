import { setImmediate as nextTurn } from 'node:timers/promises'
import { type RecordingId, recordingId, type Track, type TrackId } from '#domain'
import type { IncomingTrack } from './catalog.ts'
import type { StoredTrack } from './catalog-store.ts'
import { forEachInSlices } from './in-slices.ts'
import { performanceOf, toleranceMs, type Unplaced } from './recordings.ts'

/**
 * All that the catalogue has or had by performance, for tracks that come a few at a time: each is looked up, where an
 * import reads everything once. The rule is that of `createRecordings`. The trap closed here: what a track joins must
 * not depend on how a sender cuts a list into requests, so tracks count as known from the moment they are placed.
 */
interface Performances {
  /**
   * The recording a track had, while it is the performance that it was or was told its recording. Else that of the first
   * version of what it performs, or one of its own: a title that was mended must not carry what others share along.
   */
  recordingOf(track: Unplaced, before: Track | undefined): RecordingId
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
  /** How many tracks are of a recording. */
  const sizes = new Map<RecordingId, number>()

  const resize = (recording: RecordingId, by: number): void => {
    const size = (sizes.get(recording) ?? 0) + by
    if (size > 0) sizes.set(recording, size)
    else sizes.delete(recording)
  }

  const forget = (track: Track): void => {
    resize(track.recordingId, -1)
    const performance = performanceOf(track)
    const left = performance === undefined ? [] : (versions.get(performance) ?? [])
    const at = left.findIndex(({ id }) => id === track.id)
    if (at >= 0) left.splice(at, 1)
    if (performance !== undefined && left.length === 0) versions.delete(performance)
  }

  const note: Performances['note'] = (track, before) => {
    if (before !== undefined) forget(before)
    resize(track.recordingId, 1)
    const performance = performanceOf(track)
    const { id, durationMs, recordingId, key = Number.POSITIVE_INFINITY } = track
    if (performance === undefined || durationMs === undefined) return
    const list = versions.get(performance) ?? []
    versions.set(performance, list)
    const after = list.findLastIndex((version) => version.key <= key)
    list.splice(after + 1, 0, { id, key, durationMs, recordingId })
  }

  const others = (track: Unplaced): readonly Version[] => versions.get(performanceOf(track) ?? '') ?? []

  /** What was joined or lent by the rule goes by the rule; what somebody told us stays. */
  const leaves = (track: Unplaced, before: Track): boolean => {
    const { recordingId: had } = before
    if (performanceOf(track) === performanceOf(before) && isOneLength(track, before)) return false
    if (had === recordingId(track.id) || had.startsWith(`${track.id}~`))
      return performanceOf(track) !== undefined
    return others(before).some((version) => version.id !== track.id && version.recordingId === had)
  }

  /** One that no other track is of, `~2` after the id of a track that lent its own to others. */
  const ownOf = (track: Unplaced, before: Track | undefined): RecordingId => {
    for (let use = 1; ; use++) {
      const id = recordingId(use === 1 ? track.id : `${track.id}~${use}`)
      const size = (sizes.get(id) ?? 0) - (before?.recordingId === id ? 1 : 0)
      if (size <= 0) return id
    }
  }

  await forEachInSlices(known, nextTurn, (track) => note(track, undefined))
  return {
    note,
    recordingOf(track, before) {
      if (before !== undefined && !leaves(track, before)) return before.recordingId
      const { durationMs = Number.NaN } = track
      const all = others(track).filter(({ id }) => id !== track.id)
      // Measured from the first version of a recording, so that lengths cannot creep.
      const first = all.find(
        (version, place) =>
          Math.abs(version.durationMs - durationMs) <= toleranceMs &&
          all.findIndex(({ recordingId }) => recordingId === version.recordingId) === place,
      )
      return first?.recordingId ?? ownOf(track, before)
    },
  }
}

const isOneLength = (one: Unplaced, other: Unplaced): boolean =>
  one.durationMs !== undefined &&
  other.durationMs !== undefined &&
  Math.abs(one.durationMs - other.durationMs) <= toleranceMs

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
        : { ...incoming, recordingId: performances?.recordingOf(incoming, before) ?? recordingId(id) }
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
