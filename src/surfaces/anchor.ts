import { trackKey } from '#domain'
import type { SessionSeed } from '#log'
import type { Leading, Live } from './query.ts'
import type { ModelReads, Reads } from './reads.ts'
import { goneTracks } from './session/gone-seed.ts'

/**
 * Where in the space of sounds a request stands: what plays now, some of what was just heard, and away from the
 * middle of what was skipped. This is Rocchio's relevance feedback (1971), which takes the middle of what was not
 * wanted: skips of one style say one thing together, and their sum would soon outweigh the seed they were found
 * from, so that a radio fled from its own style.
 */
const recentWeights = [0.5, 0.35, 0.25, 0.15]
const skipWeight = 0.2
/** The last few: what was skipped before says less of the moment. */
export const skipsHeeded = 5

/** Made once for a query, which is one run's own object: a source and a hydrator ask for it. */
const made = new WeakMap<Leading & Live, Float32Array | null>()

export const anchorVector = (query: Leading & Live): Float32Array | undefined => {
  const known = made.get(query)
  if (known !== undefined) return known ?? undefined
  const vector = makeAnchor(query)
  made.set(query, vector ?? null)
  return vector
}

const makeAnchor = (query: Leading & Live): Float32Array | undefined => {
  const { models } = query.reads
  const sum = new Float32Array(models.dimensions)
  const add = (key: number, weight: number) => {
    const vector = models.vectorOf(trackKey(key))
    if (vector) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0)
    return vector !== undefined
  }
  let any = query.currentKey !== undefined && add(query.currentKey, 1)
  const seed = seedVector(query)
  if (seed) {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (seed[i] ?? 0)
    any = true
  }
  for (const [place, weight] of recentWeights.entries()) {
    const key = query.recentKeys?.[place]
    if (key !== undefined && add(key, weight)) any = true
  }
  if (!any) return undefined
  const skipped = centroid((query.skippedKeys ?? []).slice(0, skipsHeeded), models)
  if (skipped) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) - skipWeight * (skipped[i] ?? 0)
  return normalised(sum)
}

/**
 * The middle of a session's seed: the track itself, or the middle of up to fifty tracks of its artist or tag. Of a seed that is
 * gone, the style that it had: a session goes on as it began, and none of what was taken down is served by it.
 */
const seedVector = ({ session, reads }: Leading & Live): Float32Array | undefined => {
  if (session === undefined) return undefined
  const { kind, id } = session.seed
  const keys = reads.seedKeys(kind, id)
  return keys.length === 0 ? goneStyle(session.seed, reads) : centroid(keys.slice(0, 50), reads.models)
}

/** Undefined where nothing that tells was known of the seed. */
export const goneStyle = (seed: SessionSeed, reads: Reads): Float32Array | undefined =>
  middle(goneTracks(seed, reads).map(reads.models.styleOf), reads.models)

export const centroid = (keys: readonly number[], models: ModelReads): Float32Array | undefined =>
  middle(
    keys.map((key) => models.vectorOf(trackKey(key))),
    models,
  )

/** Of those that are known, at length 1. */
const middle = (
  vectors: readonly (Float32Array | undefined)[],
  { dimensions }: Pick<ModelReads, 'dimensions'>,
): Float32Array | undefined => {
  const sum = new Float32Array(dimensions)
  let count = 0
  for (const vector of vectors) {
    if (vector === undefined) continue
    count++
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0)
  }
  return count === 0 ? undefined : normalised(sum)
}

const normalised = (vector: Float32Array): Float32Array => {
  let squares = 0
  for (const value of vector) squares += value * value
  if (squares > 0) {
    const scale = 1 / Math.sqrt(squares)
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * scale
  }
  return vector
}
