import { z } from 'zod'
import type { Catalog, StoredTrack } from '#catalog'
import { type Artist, artistId, creditsOf } from '#domain'
import { blockOn } from './hydrators/eligibility.ts'
import { listedFor, listedTrackSchema } from './listed.ts'
import type { Reads } from './reads.ts'

/**
 * Words to tracks, and whose they are. A search is no slate: it has no ranking of its own and leaves no record. But what a
 * listener has blocked, or what may not be served where they are, is found by no words either, nor by its artist or tag.
 */
export const foundTracksSchema = z
  .object({
    query: z.string(),
    /** The words as they were searched, when typing errors were mended. */
    corrected: z.string().optional(),
    tracks: z.array(listedTrackSchema),
    artists: z.array(z.object({ id: z.string(), name: z.string(), tracks: z.number().int() })),
    tags: z.array(z.object({ tag: z.string(), tracks: z.number().int() })),
    hiddenByBlocks: z
      .number()
      .int()
      .describe('How many that match were passed over for a block on the way to a full page'),
  })
  .meta({ id: 'SearchAnswer' })

/** What a track has to fit, all of it; without `q` in the catalogue's order. */
export interface Searched {
  readonly q: string | undefined
  readonly artistId: string | undefined
  readonly tag: string | undefined
  /** At most so many tracks; artists and tags at most eight. */
  readonly limit: number
}

/** Best first. `mayServe` says of a track whether it may be served where and when it is asked for. */
export const searchTracks = (
  catalog: Catalog,
  searched: Searched,
  reads: Reads,
  mayServe: (track: StoredTrack) => boolean,
): z.infer<typeof foundTracksSchema> => {
  const { index, listener } = reads
  let hiddenByBlocks = 0
  const isFree = (track: StoredTrack) => {
    if (!mayServe(track)) return false
    if (listener === undefined || blockOn(track.key, index, listener.blocks) === 0) return true
    hiddenByBlocks += 1
    return false
  }
  const isNamed = (kind: 'artists' | 'tags', number: number | undefined) =>
    number === undefined || !listener?.blocks[kind].has(number)
  const { matched, corrected } = matches(catalog, searched, isFree)
  const words = corrected ?? searched.q
  return {
    query: searched.q ?? '',
    ...(corrected !== undefined && { corrected }),
    tracks: matched.slice(0, searched.limit).map(listedFor(reads)),
    artists: bestNamed(artistsOf(matched), words)
      .filter(({ id }) => isNamed('artists', index.artistNumbers.get(id)))
      .slice(0, mostNames)
      .map(({ id, name }) => ({ id, name, tracks: catalog.artist(id)?.trackKeys.length ?? 0 })),
    tags: matchingTags(catalog, words ?? searched.tag ?? '').filter(({ tag }) =>
      isNamed('tags', index.tagNumbers.get(tag)),
    ),
    hiddenByBlocks,
  }
}

const mostNames = 8

/** What fits and is free, best first; more than asked for, since their artists are shown beside the tracks. */
const matches = (
  catalog: Catalog,
  { q, artistId: artist, tag, limit }: Searched,
  isFree: (track: StoredTrack) => boolean,
) => {
  const most = limit * 3
  const fits = (track: StoredTrack) =>
    (artist === undefined || creditsOf(track).some(({ id }) => id === artist)) &&
    (tag === undefined || track.tags.includes(tag)) &&
    isFree(track)
  if (q !== undefined) {
    const { trackIds, corrected } = catalog.search(q, most, fits)
    return { matched: trackIds.flatMap((id) => catalog.get(id) ?? []), corrected }
  }
  const keys = artist === undefined ? catalog.withTag(tag ?? '') : catalog.artist(artistId(artist))?.trackKeys
  const matched: StoredTrack[] = []
  for (const key of keys ?? []) {
    const track = catalog.byKey(key)
    if (track !== undefined && fits(track)) matched.push(track)
    if (matched.length === most) break
  }
  return { matched, corrected: undefined }
}

const artistsOf = (tracks: readonly StoredTrack[]): readonly Artist[] => [
  ...new Map(tracks.flatMap(creditsOf).map((artist) => [artist.id, artist])).values(),
]

/** Those whose names hold most words of the query first. */
const bestNamed = (artists: readonly Artist[], query: string | undefined): readonly Artist[] => {
  const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const hits = ({ name }: Artist) => words.filter((word) => name.toLowerCase().includes(word)).length
  return artists.toSorted((a, b) => hits(b) - hits(a))
}

const matchingTags = (catalog: Catalog, query: string) => {
  const words = query.toLowerCase().trim()
  if (words === '') return []
  return catalog
    .tags()
    .filter(({ tag }) => tag.includes(words))
    .slice(0, mostNames)
}
