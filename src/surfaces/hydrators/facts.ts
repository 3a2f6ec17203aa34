import { z } from 'zod'
import { type Track, trackKey } from '#domain'
import type { Presenter } from '#pipeline'
import { type TrackView, trackViewSchema } from '../answers.ts'
import type { Found } from '../candidate.ts'
import { createEvidence, type Evident, evidenceSchema } from '../evidence.ts'
import type { Live } from '../query.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/**
 * The words of the few that were selected: the track as it is shown, and what can be said of it.
 * Recorded as they were read, so a replay shows yesterday's title although the catalogue has a new one.
 */
export const factsSchema = z.object({
  track: trackViewSchema,
  /** Absent in records from before it was kept. */
  evidence: evidenceSchema.optional(),
})
export type Facts = z.infer<typeof factsSchema>

export const facts = z.strictObject({ timeoutMs }).transform(
  ({ timeoutMs }): Presenter<Evident & Live, Found, Facts> => ({
    name: 'facts',
    timeoutMs,
    parse: (value) => factsSchema.parse(value),
    present(query, candidates) {
      const evidence = createEvidence(query)
      return candidates.map(({ key }) => {
        const track = query.reads.catalog.byKey(trackKey(key))
        return track && { track: viewOf(track), evidence: evidence(key) }
      })
    },
  }),
)

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
