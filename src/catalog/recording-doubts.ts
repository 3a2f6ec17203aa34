import type { RecordingId, Track } from '#domain'
import { createAlike } from './alike.ts'

/**
 * Which ids of recordings stand on so many different songs that they are none: "N/A" in every row, an artist's id in the
 * wrong column. A recording goes by a few titles and names of its artist, on reissues and in other languages. The trap:
 * what is said of one version holds for all, so one block or dislike would hide everything that such an id stands on.
 */
export const mostSongs = 20

export interface RecordingDoubts {
  /** The track was sent with this recording. */
  add(track: Pick<Track, 'artists' | 'recordingId' | 'title'>): void
  /** Whether so far it stands on more songs than a recording has names. */
  has(recording: RecordingId): boolean
  /** Those, with how many tracks each stands on, the most first. */
  found(): readonly (readonly [RecordingId, number])[]
}

interface Stood {
  tracks: number
  readonly songs: Set<number>
}

export const createRecordingDoubts = (): RecordingDoubts => {
  const alike = createAlike(() => 10_000)
  /** Nearly every id stands on one song: a number for each, and more only for those that stand on several. */
  const first = new Map<RecordingId, number>()
  const several = new Map<RecordingId, Stood>()
  const has = (recording: RecordingId): boolean => (several.get(recording)?.songs.size ?? 0) > mostSongs
  return {
    add(track) {
      const { artists, recordingId: id, title } = track
      // Without an artist a song is as good as its title.
      const song = artists.length > 0 ? alike.song(track) : alike.name(title)
      const known = first.get(id)
      if (known === undefined) first.set(id, song)
      else if (known !== song || several.has(id)) {
        const stood = several.get(id) ?? { tracks: 1, songs: new Set([known]) }
        stood.tracks += 1
        if (stood.songs.size <= mostSongs) stood.songs.add(song)
        several.set(id, stood)
      }
    },
    has,
    found: () =>
      [...several]
        .flatMap(([id, { tracks }]): readonly (readonly [RecordingId, number])[] =>
          has(id) ? [[id, tracks]] : [],
        )
        .sort(([, a], [, b]) => b - a),
  }
}
