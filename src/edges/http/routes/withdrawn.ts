import { z } from 'zod'
import type { StoredTrack } from '#catalog'
import { trackViewSchema } from '#surfaces'

/** A track that left the catalogue, as it may still be named. It has no audio: nothing of it can be served. */
const { id, title, artists } = trackViewSchema.shape
export const withdrawnTrackSchema = z.object({ id, title, artists }).meta({ id: 'WithdrawnTrack' })

export const withdrawnView = (track: StoredTrack): z.input<typeof withdrawnTrackSchema> => ({
  id: track.id,
  title: track.title,
  artists: track.artists.map((artist) => ({ id: artist.id, name: artist.name })),
})
