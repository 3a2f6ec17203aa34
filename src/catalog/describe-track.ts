import { creditsOf, type TrackId } from '#domain'
import type { Catalog } from './catalog.ts'

/** What goes into an event about a track, so that its features can be folded again without the catalogue. */
export const createDescribe = (catalog: Pick<Catalog, 'get'>) => (id: TrackId) => {
  const track = catalog.get(id)
  return (
    track && {
      artistIds: creditsOf(track).map((artist) => artist.id),
      tags: track.tags,
      ...(track.durationMs !== undefined && { durationMs: track.durationMs }),
    }
  )
}
