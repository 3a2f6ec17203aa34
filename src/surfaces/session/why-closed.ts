import type { Catalog } from '#catalog'
import { artistId, trackId } from '#domain'
import type { SessionSeed } from '#log'
import { goneStyle } from '../anchor.ts'
import { isRuledOut } from '../hydrators/eligibility.ts'
import type { Reads } from '../reads.ts'
import { noTrack } from '../track-index.ts'
import { isGone } from './gone-seed.ts'

/**
 * Why a session does not play what it began with, as a line of `degraded`: it was taken down or left the catalogue, or the listener has
 * ruled it out. The session goes on with what is near; unsaid, a radio on an artist without the artist is a riddle.
 */
export const whyClosed = (seed: SessionSeed, reads: Reads): string | undefined => {
  if (isGone(seed, reads)) {
    const how = isSeedTakenDown(reads.catalog, seed) ? 'was taken down' : 'is not in the catalogue any more'
    return `This ${seed.kind} ${how}, so others are played${lookedForBy(seed, reads)}`
  }
  return isSeedRuledOut(seed, reads)
    ? `The listener has ruled this ${seed.kind} out, so others are played`
    : undefined
}

/** What leads in the place of a seed that is gone. Where less is known of listeners, the tiers that answer look by neither. */
const lookedForBy = (seed: SessionSeed, reads: Reads): string => {
  const { amiss, listener } = reads
  if (amiss !== undefined) return ''
  const hasTaste = listener && listener.topArtists(1).length + listener.topTags(1).length > 0
  const by = [goneStyle(seed, reads) && 'by its style', hasTaste && 'by what the listener plays'].filter(
    Boolean,
  )
  return by.length === 0 ? '' : `, looked for ${by.join(' and ')}`
}

export const isSeedTakenDown = (
  catalog: Pick<Catalog, 'isTakenDown' | 'takedownOf'>,
  { kind, id }: SessionSeed,
): boolean =>
  kind === 'artist'
    ? catalog.isTakenDown(artistId(id))
    : kind === 'track' && catalog.takedownOf(trackId(id)) !== undefined

const isSeedRuledOut = ({ kind, id }: SessionSeed, reads: Reads): boolean => {
  const { catalog, listener, index } = reads
  if (kind === 'track') {
    const key = catalog.keyOf(trackId(id))
    return key !== undefined && isRuledOut(key, reads)
  }
  if (kind === 'artist')
    return listener?.blocks.artists.has(index.artistNumbers.get(artistId(id)) ?? noTrack) === true
  return listener?.blocks.tags.has(index.tagNumbers.get(id) ?? noTrack) === true
}
