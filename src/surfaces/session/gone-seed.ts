import type { StoredTrack } from '#catalog'
import { trackId } from '#domain'
import type { SessionSeed } from '#log'
import type { Reads } from '../reads.ts'

/** Whether nothing is there any more of what a session began with: it was taken down, or left the catalogue. */
export const isGone = ({ kind, id }: SessionSeed, reads: Pick<Reads, 'seedKeys'>): boolean =>
  reads.seedKeys(kind, id).length === 0

/** As many tell what an artist's style was. */
const mostTracks = 50

/**
 * What a seed that is gone stood for, as it was: what is known of it still tells where the session was going. To find
 * others by, and never to serve or name it. A tag that no track has any more stands for none.
 */
export const goneTracks = (
  { kind, id }: SessionSeed,
  { catalog, index }: Pick<Reads, 'catalog' | 'index'>,
): readonly StoredTrack[] => {
  if (kind === 'tag') return []
  if (kind === 'track') return [catalog.former(trackId(id)) ?? []].flat()
  const { artistNumbers, credits, creditStarts, ids, present, slots } = index
  const artist = artistNumbers.get(id)
  const gone: StoredTrack[] = []
  if (artist === undefined) return gone
  for (let key = 0; key < slots && gone.length < mostTracks; key++) {
    if (present[key] === 1) continue
    const credited = credits.subarray(creditStarts[key] ?? 0, creditStarts[key + 1] ?? 0)
    const trackOf = credited.includes(artist) ? ids[key] : undefined
    const track = trackOf === undefined ? undefined : catalog.former(trackOf)
    if (track !== undefined) gone.push(track)
  }
  return gone
}
