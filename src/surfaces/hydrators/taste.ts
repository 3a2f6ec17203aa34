import { blankColumns, type ColumnKinds, type Hydrator } from '#pipeline'
import type { Found } from '../candidate.ts'
import type { Live } from '../query.ts'
import type { ListenerReads } from '../reads.ts'
import { leftOutOr } from '../recipes/left-out.ts'
import type { TrackIndex } from '../track-index.ts'
import { byTrack } from './by-track.ts'

/**
 * How the listener stands to the track's people and tags: affinities in [−1, 1]; `artistTaste` the strongest
 * credit's, `tagTaste` the mean over the tags, each by how much it tells; `bestTag` the place of the tag that adds most, plus one (0 for none).
 */
export type Taste = Readonly<Record<'artistTaste' | 'tagTaste' | 'bestTag', number>>

const adds: ColumnKinds<Taste> = { artistTaste: 'half', tagTaste: 'half', bestTag: 'byte' }

export const taste = leftOutOr((timeoutMs): Hydrator<Live, Found, Taste> & { readonly absent: Taste } => ({
  name: 'taste',
  timeoutMs,
  absent: { artistTaste: 0, tagTaste: 0, bestTag: 0 },
  adds,
  hydrate(query, batch) {
    const { listener, index } = query.reads
    if (listener === undefined) return { columns: blankColumns(adds, batch.count) }
    const { tagTaste: likings } = listener
    const { tagStarts, tagWeights, trackTags } = index
    return byTrack(query, batch, adds, ({ artistTaste, tagTaste, bestTag }, there) => {
      for (let at = 0; at < there.count; at++) {
        const place = there.places[at] ?? 0
        const key = there.keys[at] ?? 0
        artistTaste[place] = artistTasteOf(key, index, listener)
        const start = tagStarts[key] ?? 0
        const end = tagStarts[key + 1] ?? start
        let sum = 0
        let whole = 0
        let best = 0
        for (let tag = start; tag < end; tag++) {
          const number = trackTags[tag] ?? 0
          const weight = tagWeights[number] ?? 0
          const liking = weight * (likings[number] ?? 0)
          sum += liking
          whole += weight
          if (liking > best && tag - start < 255) {
            best = liking
            bestTag[place] = tag - start + 1
          }
        }
        if (whole > 0) tagTaste[place] = sum / whole
      }
    })
  },
}))

const artistTasteOf = (
  key: number,
  { creditStarts, credits }: TrackIndex,
  { artistTaste }: ListenerReads,
): number => {
  const end = creditStarts[key + 1] ?? 0
  let strongest = 0
  for (let at = creditStarts[key] ?? end; at < end; at++) {
    const value = artistTaste.get(credits[at] ?? 0) ?? 0
    if (Math.abs(value) > Math.abs(strongest)) strongest = value
  }
  return strongest
}
