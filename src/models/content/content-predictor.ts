import { z } from 'zod'
import {
  createVectorIndex,
  type Neighbours,
  noNeighbours,
  type StoredTrack,
  type VectorIndex,
  type VectorSearchOptions,
} from '#catalog'
import { AppError, type Track, type TrackKey } from '#domain'
import { modelToken } from '../model-token.ts'
import { unpackArtifact } from '../packed-artifact.ts'
import { createProjectTrack } from './project-track.ts'
import { createRarity, eachFeature, type Rarity } from './track-features.ts'

/**
 * Content vectors as they are served. The artifact holds no vectors: they follow from the track, so an index
 * over today's catalogue is made on load (a few microseconds per track) and can't be older than the catalogue.
 */
export interface ContentPredictor {
  readonly dimensions: number
  /** Length 1; the same for the same track, whatever else is there. `undefined` when nothing known of it tells. */
  vectorOf(track: Track): Float32Array | undefined
  /** Whether both have something that tells: a tag that is not everywhere, a person, a release. */
  share(one: Track, other: Track): boolean
  /** The tag of both that tells most, of those that tell at all. */
  sharedTag(one: Track, other: Track): string | undefined
  /** An index over the tracks, some in each turn of the event loop; add later ones with `set`. */
  openIndex(tracks: Iterable<StoredTrack>, nextTurn: () => Promise<void>): Promise<ContentIndex>
}

export interface ContentIndex {
  readonly size: number
  readonly memoryBytes: number
  /** Adds a track or replaces its vector; takes it out when nothing known of it tells any more. */
  set(track: StoredTrack): void
  vectorOf(key: TrackKey): Float32Array | undefined
  /** The cosine of a track to a vector of length 1; `undefined` when nothing known of the track tells. */
  cosine(key: TrackKey, unit: Float32Array): number | undefined
  /** As `cosinesTo` of the vector index: 0 when nothing known of a track tells. */
  readonly cosinesTo: VectorIndex['cosinesTo']
  /** The cosine of two tracks; `undefined` when nothing known of one of them tells. */
  cosineBetween(one: TrackKey, other: TrackKey): number | undefined
  /**
   * Nearest by cosine, best first. A key's own track is left out of its answer; an unknown key has none.
   * `allow` and `upTo` as in the vector index.
   */
  similar(to: TrackKey | Float32Array, count: number, options?: VectorSearchOptions): Neighbours
}

/** As it serves: an index over the catalogue, and what two tracks share. */
export type ServedContent = Pick<
  ContentIndex,
  'vectorOf' | 'cosine' | 'cosinesTo' | 'cosineBetween' | 'similar'
> &
  Pick<ContentPredictor, 'dimensions' | 'share' | 'sharedTag'> & {
    /** `vectorOf` of a track that need not be in the catalogue. */
    readonly styleOf: ContentPredictor['vectorOf']
  }

export const content = modelToken<ServedContent>('content')

export const serveContent = async (
  { dimensions, share, sharedTag, vectorOf: styleOf, openIndex }: ContentPredictor,
  tracks: Iterable<StoredTrack>,
  nextTurn: () => Promise<void>,
): Promise<ServedContent> => {
  const { vectorOf, cosine, cosinesTo, cosineBetween, similar } = await openIndex(tracks, nextTurn)
  return { dimensions, share, sharedTag, styleOf, vectorOf, cosine, cosinesTo, cosineBetween, similar }
}

const factsSchema = z.strictObject({
  dimensions: z.number().int().positive(),
  spread: z.number().int().positive(),
  tracks: z.number().int().nonnegative(),
  features: z.array(z.string()),
})

export const loadContent = (bytes: Uint8Array): ContentPredictor => {
  const artifact = unpackArtifact('content', bytes, factsSchema)
  const { dimensions, spread, tracks, features } = artifact.facts
  const counts = artifact.u32('tracksWith')
  if (counts.length !== features.length)
    throw new AppError(
      'corrupt-record',
      'The content artifact counts other features than it names. Train it again.',
    )
  const tracksWith = new Map(features.map((feature, i) => [feature, counts[i] ?? 1]))
  const rarity = createRarity(tracks, tracksWith)
  const vectorOf = createProjectTrack({ dimensions, spread, rarity })
  const tellingOf = createTelling(rarity)
  return {
    dimensions,
    vectorOf,
    share: (one, other) => {
      const telling = tellingOf(one)
      for (const feature of tellingOf(other)) if (telling.has(feature)) return true
      return false
    },
    sharedTag: (one, other) =>
      one.tags
        .filter((tag) => other.tags.includes(tag) && rarity.tells(`tag:${tag}`, 'tag'))
        .map((tag) => ({ tag, weight: rarity.weight(`tag:${tag}`, 'tag') }))
        .reduce((most, next) => (next.weight > most.weight ? next : most), noTag).tag,
    openIndex: async (all, nextTurn) => {
      const index = createVectorIndex({ dimensions })
      const set = (track: StoredTrack): void => {
        const vector = vectorOf(track)
        if (vector === undefined) index.delete(track.key)
        else index.set(track.key, vector)
      }
      let added = 0
      for (const track of all) {
        set(track)
        added += 1
        if (added % tracksPerTurn === 0) await nextTurn()
      }
      return {
        get size() {
          return index.size
        },
        get memoryBytes() {
          return index.memoryBytes
        },
        set,
        vectorOf: (key) => index.vectorOf(key),
        cosine: (key, unit) => index.cosine(key, unit),
        cosinesTo: index.cosinesTo,
        cosineBetween: (one, other) => index.cosineBetween(one, other),
        similar: (to, count, options = {}) => {
          if (count < 1) return noNeighbours
          if (typeof to !== 'number') return index.nearest(to, count, options)
          const vector = index.vectorOf(to)
          if (vector === undefined) return noNeighbours
          const { upTo = count } = options
          return withoutKey(to, index.nearest(vector, count + 1, { ...options, upTo: upTo + 1 }), upTo)
        },
      }
    },
  }
}

const withoutKey = (key: TrackKey, { keys, scores }: Neighbours, most: number): Neighbours => {
  const place = keys.indexOf(key)
  const isOther = (_: number, rank: number) => rank !== place
  return { keys: keys.filter(isOther).subarray(0, most), scores: scores.filter(isOther).subarray(0, most) }
}

/** A vector takes some fifteen microseconds; requests wait for the turn to end. */
const tracksPerTurn = 64

const noTag: { readonly tag: string | undefined; readonly weight: number } = { tag: undefined, weight: 0 }

/** One request asks of a few tracks beside each of a dozen: what they tell is looked up once for each. */
const tellingKept = 64

const createTelling = (rarity: Rarity): ((track: Track) => ReadonlySet<string>) => {
  const kept = new Map<Track, ReadonlySet<string>>()
  return (track) => {
    const known = kept.get(track)
    if (known !== undefined) return known
    const telling = new Set<string>()
    eachFeature(track, (feature, kind) => {
      if (rarity.tells(feature, kind)) telling.add(feature)
    })
    if (kept.size >= tellingKept) kept.clear()
    kept.set(track, telling)
    return telling
  }
}
