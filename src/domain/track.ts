import type { Availability } from './availability.ts'
import type { ArtistId, RecordingId, ReleaseId, TrackId } from './ids.ts'

/** Who made it: `artists` on a track are the main credits, `featured` the guests. A block on either holds. */
export interface Artist {
  readonly id: ArtistId
  readonly name: string
}

/**
 * One track as the catalogue knows it. An absent field means unknown; nothing is ever filled with a guess.
 * `recordingId` is shared by all versions of one performance; a track without versions is its own recording.
 */
export interface Track {
  readonly id: TrackId
  readonly recordingId: RecordingId
  readonly title: string
  readonly artists: readonly Artist[]
  readonly featured: readonly Artist[]
  readonly release?: { readonly id: ReleaseId; readonly title: string }
  /** Where it stands on its release: disc and place on the disc, each from 1. */
  readonly discNumber?: number
  readonly trackNumber?: number
  readonly label?: string
  readonly year?: number
  readonly durationMs?: number
  /** Lower-case, distinct, most general first ("electronic", "ambient"). */
  readonly tags: readonly string[]
  /** How active the music is: 0 passive to 1 active. */
  readonly energy?: number
  /** Editorial rating, 0 to 1. */
  readonly rating?: number
  readonly licenceUrl?: string
  /** Where a browser can play it from; http(s) only. */
  readonly audioUrl?: string
  /** A file on this server, below the library folder; never leaves the server. */
  readonly audioPath?: string
  /** When it came out, if known to the day; newer than `year` alone can say. */
  readonly releasedAt?: string
  /** Absent: everywhere and always. */
  readonly availability?: Availability
}

/** All people on a track, main credits first. */
export const creditsOf = (track: Track): readonly Artist[] =>
  track.featured.length === 0 ? track.artists : [...track.artists, ...track.featured]
