import { type RecordingId, recordingId, type Track } from '#domain'
import { nameKey } from './names.ts'

/**
 * Which tracks are one recording, where the source doesn't say. A song on the single, the album and three
 * compilations should be heard once. Same main artist, same title and a length within two seconds are taken as
 * one performance; a live take or a remix differs in title or length and stays its own. Unknown lengths never
 * match: a wrong merge hides music, a missed one only repeats it.
 */
const toleranceMs = 2_000

interface FirstVersion {
  readonly durationMs: number
  readonly id: RecordingId
}

/**
 * A finder for one import. Tracks come in the source's order; the first version of a recording lends it its
 * track id, later versions within two seconds of that first one share it. Same order, same ids.
 */
export const createRecordings = (): ((track: Omit<Track, 'recordingId'>) => RecordingId) => {
  const firstVersions = new Map<string, FirstVersion[]>()
  return (track) => {
    const own = recordingId(track.id)
    const artist = track.artists[0]
    const { durationMs } = track
    if (artist === undefined || durationMs === undefined) return own
    const performance = `${artist.id}\n${nameKey(track.title)}`
    const known = firstVersions.get(performance)
    const first = known?.find((version) => Math.abs(version.durationMs - durationMs) <= toleranceMs)
    if (first !== undefined) return first.id
    if (known === undefined) firstVersions.set(performance, [{ durationMs, id: own }])
    else known.push({ durationMs, id: own })
    return own
  }
}
