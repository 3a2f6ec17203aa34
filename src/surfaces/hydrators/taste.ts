import { trackKey } from '#domain'
import { type Hydrator, numbers } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Query } from '../query.ts'

/**
 * How the listener stands to the track's people and tags: affinities in [−1, 1]; `artistTaste` the strongest
 * credit's, `tagTaste` the mean over the tags, `bestTag` the place of the best-liked tag plus one (0 for none).
 */
export type Taste = Readonly<Record<'artistTaste' | 'tagTaste' | 'bestTag', number>>

const none: Taste = { artistTaste: 0, tagTaste: 0, bestTag: 0 }

export const taste: Hydrator<Query, Found, Taste> = {
  name: 'taste',
  timeoutMs: 10,
  absent: none,
  codec: numbers({ artistTaste: 'half', tagTaste: 'half', bestTag: 'byte' }),
  hydrate({ reads: { catalog, listener }, asOf }, candidates) {
    if (listener === undefined) return candidates.map(() => none)
    return candidates.map(({ key }) => {
      const track = catalog.byKey(trackKey(key))
      if (track === undefined) return undefined
      let artistTaste = 0
      for (const { id } of track.artists) artistTaste = strongest(artistTaste, listener.artistTaste(id, asOf))
      for (const { id } of track.featured)
        artistTaste = strongest(artistTaste, listener.artistTaste(id, asOf))
      let sum = 0
      let best = 0
      let bestTag = 0
      for (const [place, tag] of track.tags.entries()) {
        const value = listener.tagTaste(tag, asOf)
        sum += value
        if (value > best && place < 255) {
          best = value
          bestTag = place + 1
        }
      }
      return { artistTaste, tagTaste: track.tags.length === 0 ? 0 : sum / track.tags.length, bestTag }
    })
  },
}

const strongest = (one: number, other: number) => (Math.abs(other) > Math.abs(one) ? other : one)
