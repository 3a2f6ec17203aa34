import { z } from 'zod'
import { type Track, trackKey } from '#domain'
import type { Presenter } from '#pipeline'
import { type TrackView, trackViewSchema } from '../answers.ts'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'
import { isRuledOut } from './limits.ts'

/**
 * The words of the few that were selected: the track as it is shown, and the name of the track that led to it.
 * Recorded as they were read, so a replay shows yesterday's title although the catalogue has a new one.
 */
export const factsSchema = z.object({
  track: trackViewSchema,
  cause: z.object({ id: z.string(), title: z.string() }).optional(),
})
export type Facts = z.infer<typeof factsSchema>

export const facts: Presenter<Query, Found, Facts> = {
  name: 'facts',
  timeoutMs: 10,
  parse: (value) => factsSchema.parse(value),
  present({ reads }, candidates) {
    const { catalog } = reads
    return candidates.map(({ key, cause }) => {
      const track = catalog.byKey(trackKey(key))
      const from =
        cause === 0 || isRuledOut(cause - 1, reads) ? undefined : catalog.byKey(trackKey(cause - 1))
      if (track === undefined) return undefined
      return from
        ? { track: viewOf(track), cause: { id: from.id, title: from.title } }
        : { track: viewOf(track) }
    })
  },
}

/** A track as it leaves the server: no file paths, no editorial rating, audio as something a browser can open. */
export const viewOf = (track: Track): TrackView => ({
  id: track.id,
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
