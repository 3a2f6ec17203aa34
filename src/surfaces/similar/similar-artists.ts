import { type ArtistId, trackKey } from '#domain'
import { centroid } from '../anchor.ts'
import { blockOn } from '../hydrators/eligibility.ts'
import { closeCosine, type Reads } from '../reads.ts'

/**
 * Artists whose tracks are close in style to the middle of an artist's own, nearest first. Not a slate: it serves no track
 * and keeps no record. An artist counts by their nearest tracks, so that a long catalogue doesn't win by length.
 */
const middleOf = 50
/** Of an artist there are four among the nearest at most, and a listener may have blocked some. */
const nearForEach = 8

export const similarArtists = (
  { catalog, index, listener, models }: Reads,
  id: ArtistId,
  count: number,
): readonly ArtistId[] => {
  const own = (catalog.artist(id)?.trackKeys ?? []).filter(
    (key) => catalog.byKey(key)?.artists.some((artist) => artist.id === id) === true,
  )
  const middle = centroid(own.slice(0, middleOf), models)
  if (middle === undefined) return []
  const found = new Set<ArtistId>()
  for (const { key, score } of models.near(middle, nearForEach * count, own)) {
    if (score < closeCosine) continue
    const track = catalog.byKey(trackKey(key))
    if (track === undefined || (listener && blockOn(key, index, listener.blocks) !== 0)) continue
    for (const artist of track.artists) if (artist.id !== id) found.add(artist.id)
    if (found.size >= count) break
  }
  return [...found].slice(0, count)
}
