import { setImmediate as nextTurn } from 'node:timers/promises'
import { type RecordingId, recordingId, type Track, type TrackId } from '#domain'
import { withoutEdition } from './editions.ts'
import { nameKey } from './names.ts'
import type { RecordingDoubts } from './recording-doubts.ts'

/**
 * Which tracks are one recording, where the source doesn't say. A song on the single, the album and three
 * compilations should be heard once. Same main artist, same title but for what names an edition ("Album Version") and a length within two seconds are taken as
 * one performance; a live take or a remix differs in title or length and stays its own. Unknown lengths never
 * match: a wrong merge hides music, a missed one only repeats it.
 *
 * The trap closed here: the first version lends the recording its id, and first versions leave and others come
 * before them. What was said about one version holds for all by that id, so it stays what it was for as long as
 * the catalogue remembers a version, withdrawn ones too.
 */
export const toleranceMs = 2_000
/** Known tracks between two turns of the event loop: a few milliseconds of folding names. */
const knownAtOnce = 2_000

export type Unplaced = Omit<Track, 'recordingId'>

interface FirstVersion {
  readonly durationMs: number
  readonly id: RecordingId
  /** Among all first versions. */
  readonly place: number
}

interface Holder {
  /** Of the recording, while there is one only. */
  track: TrackId | undefined
  /** The performance that has its first version, and where that one lies. */
  first?: { readonly performance: string; readonly bucket: string }
  /** Nearly every recording is of one performance. */
  others?: Set<string>
}

/**
 * First versions lie by length, so that a hundred thousand tracks called "Untitled" by nobody in particular are not
 * compared each with each: what is within the tolerance is in one bucket or in the next to it.
 */
const bucketOf = (performance: string, durationMs: number, beside = 0): string =>
  `${performance}\n${Math.floor(durationMs / toleranceMs) + beside}`

/**
 * A finder for one import. `known` are all tracks that the catalogue has or had, in key order: a track of a known
 * performance joins its recording. Else the first version in the source's order lends its track id, which may
 * still name what the track was before its tags were changed: then `~2` follows. Same order, same ids. Recordings that
 * are doubted are joined by none: what stands under such an id by now says nothing of what is one with it.
 */
export const createRecordings = async (
  known: Iterable<Track> = [],
  doubts: Pick<RecordingDoubts, 'has'> = { has: () => false },
): Promise<(track: Unplaced) => RecordingId> => {
  const firstVersions = new Map<string, FirstVersion[]>()
  let places = 0
  const holders = new Map<RecordingId, Holder>()

  const note = (track: Unplaced, performance: string | undefined, id: RecordingId): void => {
    const holder = holders.get(id) ?? { track: track.id }
    holders.set(id, holder)
    if (holder.track !== track.id) holder.track = undefined
    const { durationMs } = track
    if (performance === undefined || durationMs === undefined) return
    if (holder.first?.performance === performance || holder.others?.has(performance)) return
    const bucket = bucketOf(performance, durationMs)
    if (holder.first === undefined) holder.first = { performance, bucket }
    else holder.others = (holder.others ?? new Set<string>()).add(performance)
    const version = { durationMs, id, place: places++ }
    const versions = firstVersions.get(bucket)
    if (versions === undefined) firstVersions.set(bucket, [version])
    else versions.push(version)
  }

  /** The first of all that are near enough; each list is in order. */
  const nearest = (performance: string, durationMs: number): FirstVersion | undefined => {
    let first: FirstVersion | undefined
    for (const beside of [0, -1, 1]) {
      for (const version of firstVersions.get(bucketOf(performance, durationMs, beside)) ?? []) {
        if (first !== undefined && version.place > first.place) break
        if (Math.abs(version.durationMs - durationMs) > toleranceMs) continue
        first = version
        break
      }
    }
    return first
  }

  /** An id that names no other track's recording; what it named before names nothing any more. */
  const ownId = (track: Unplaced): RecordingId => {
    for (let use = 1; ; use++) {
      const id = recordingId(use === 1 ? track.id : `${track.id}~${use}`)
      const holder = holders.get(id)
      if (holder === undefined) return id
      if (holder.track !== track.id) continue
      const { bucket = '' } = holder.first ?? {}
      const versions = firstVersions.get(bucket) ?? []
      firstVersions.set(
        bucket,
        versions.filter((version) => version.id !== id),
      )
      holders.delete(id)
      return id
    }
  }

  let noted = 0
  for (const track of known) {
    if (++noted % knownAtOnce === 0) await nextTurn()
    // What is left under it is no track's own.
    if (doubts.has(track.recordingId)) holders.set(track.recordingId, { track: undefined })
    else note(track, performanceOf(track), track.recordingId)
  }

  return (track) => {
    const performance = performanceOf(track)
    const { durationMs = Number.NaN } = track
    const id = (performance && nearest(performance, durationMs)?.id) || ownId(track)
    note(track, performance, id)
    return id
  }
}

/** Equal for one performance, but for its length; undefined for what may be one with nothing. */
export const performanceOf = ({ artists: [main], durationMs, title }: Unplaced): string | undefined =>
  main === undefined || durationMs === undefined ? undefined : `${main.id}\n${nameKey(withoutEdition(title))}`
