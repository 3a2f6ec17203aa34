import { createRandom, type Track } from '#domain'
import { eachFeature, type FeatureKind, featureWeights, type Rarity } from './track-features.ts'

/**
 * From features to a short vector by very sparse random projection (Li, Hastie & Church 2006): each feature
 * owns a few places in the vector, drawn from its name, and adds weight·rarity there with a drawn sign. Cosines of
 * the long feature vectors are kept up to an error of about 1/√dimensions. Nothing is learnt, so a track gets
 * its vector the moment it arrives.
 */
export interface ProjectionOptions {
  readonly dimensions: number
  /** Places a feature owns. */
  readonly spread: number
  /** As counted at training. */
  readonly rarity: Rarity
}

interface Projected {
  readonly places: Uint16Array
  readonly values: Float32Array
}

/** The vector of a track at length 1, or `undefined` for a track of which nothing is known that tells. */
export type ProjectTrack = (track: Track) => Float32Array | undefined

const mostRemembered = 200_000

export const createProjectTrack = (options: ProjectionOptions): ProjectTrack => {
  const { dimensions, spread, rarity } = options
  const known = new Map<string, Projected>()
  const project = (feature: string, kind: FeatureKind): Projected => {
    const random = createRandom(`content/${feature}`)
    const weight = rarity.weight(feature, kind)
    const places = new Uint16Array(spread)
    const values = new Float32Array(spread)
    for (let i = 0; i < spread; i++) {
      places[i] = random.below(dimensions)
      values[i] = ((random.next() < 0.5 ? -1 : 1) * weight) / Math.sqrt(spread)
    }
    return { places, values }
  }
  const projected = (feature: string, kind: FeatureKind): Projected => {
    const found = known.get(feature)
    if (found !== undefined) return found
    const made = project(feature, kind)
    if (known.size >= mostRemembered) known.clear()
    known.set(feature, made)
    return made
  }
  return (track) => {
    const vector = new Float32Array(dimensions)
    let tells = false
    eachFeature(track, (feature, kind) => {
      tells ||= rarity.tells(feature, kind)
      const { places, values } = projected(feature, kind)
      const weight = featureWeights[kind]
      for (let i = 0; i < spread; i++) {
        const place = places[i] ?? 0
        vector[place] = (vector[place] ?? 0) + weight * (values[i] ?? 0)
      }
    })
    if (!tells) return undefined
    let squares = 0
    for (const value of vector) squares += value * value
    if (squares === 0) return undefined
    const scale = 1 / Math.sqrt(squares)
    return vector.map((value) => value * scale)
  }
}
