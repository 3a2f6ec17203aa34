import type { Track } from '#domain'
import type { TrackView } from './answers.ts'

/**
 * Tracks as they are shown, with their JSON: an answer, its tape and the words that records share all say it, ten
 * tracks each. Known by the catalogue's own object, which a change replaces, so what is shown is never of before.
 */
const tracksKept = 4_096
const shown = new Map<Track, TrackView>()
const texts = new WeakMap<TrackView, string>()

/** As `viewOf`; the same object for the same track, which nobody may change. */
export const shownTrack = (track: Track): TrackView => {
  const known = shown.get(track)
  if (known !== undefined) return known
  const view = viewOf(track)
  if (shown.size >= tracksKept) shown.clear()
  shown.set(track, view)
  texts.set(view, JSON.stringify(view))
  return view
}

/** `JSON.stringify` of it. */
export const textOfTrack = (view: TrackView): string => texts.get(view) ?? JSON.stringify(view)

/** A track as it leaves the server: no file paths, no editorial rating, audio as something a browser can open. */
export const viewOf = (track: Track): TrackView => ({
  id: track.id,
  recordingId: track.recordingId,
  title: track.title,
  artists: track.artists.map(({ id, name }) => ({ id, name })),
  featured: track.featured.map(({ id, name }) => ({ id, name })),
  ...(track.release && { release: { id: track.release.id, title: track.release.title } }),
  ...(track.year !== undefined && { year: track.year }),
  ...(track.durationMs !== undefined && { durationMs: track.durationMs }),
  tags: [...track.tags],
  ...(track.energy !== undefined && { energy: track.energy }),
  ...(track.licenceUrl !== undefined && { licenceUrl: track.licenceUrl }),
  ...audioOf(track),
})

const audioOf = ({ id, audioPath, audioUrl }: Track): { audioUrl?: string } => {
  if (audioPath !== undefined) return { audioUrl: `/v1/tracks/${encodeURIComponent(id)}/audio` }
  return audioUrl === undefined ? {} : { audioUrl }
}
