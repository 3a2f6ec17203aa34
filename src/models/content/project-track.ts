import { createRandom, type Track } from '#domain'
import { eachFeature, featureWeights } from './track-features.ts'

/**
 * From features to a short vector by very sparse random projection (Li, Hastie & Church 2006): each feature
 * owns a few places in the vector, drawn from its name, and adds weight·idf there with a drawn sign. Cosines of
 * the long feature vectors are kept up to an error of about 1/√dimensions. Nothing is learnt, so a track gets
 * its vector the moment it arrives.
 *
 * idf(feature) = ln((1 + N) / (1 + tracks with it)) / ln(1 + N), in (0, 1]
 */
export interface ProjectionOptions {
  readonly dimensions: number
  /** Places a feature owns. */
  readonly spread: number
  /** N: tracks at training. */
  readonly tracks: number
  /** Tracks with a feature at training; what isn't listed counts as one. */
  readonly tracksWith: ReadonlyMap<string, number>
}

interface Projected {
  readonly places: Uint16Array
  readonly values: Float32Array
}

/** The vector of a track at length 1, or `undefined` for a track of which nothing is known. */
export type ProjectTrack = (track: Track) => Float32Array | undefined

const mostRemembered = 200_000

export const createProjectTrack = (options: ProjectionOptions): ProjectTrack => {
  const { dimensions, spread, tracks, tracksWith } = options
  const known = new Map<string, Projected>()
  const whole = Math.log(1 + Math.max(1, tracks))
  const project = (feature: string): Projected => {
    const random = createRandom(`content/${feature}`)
    const idf = Math.log((1 + Math.max(1, tracks)) / (1 + (tracksWith.get(feature) ?? 1))) / whole
    const places = new Uint16Array(spread)
    const values = new Float32Array(spread)
    for (let i = 0; i < spread; i++) {
      places[i] = random.below(dimensions)
      values[i] = ((random.next() < 0.5 ? -1 : 1) * idf) / Math.sqrt(spread)
    }
    return { places, values }
  }
  const projected = (feature: string): Projected => {
    const found = known.get(feature)
    if (found !== undefined) return found
    const made = project(feature)
    if (known.size >= mostRemembered) known.clear()
    known.set(feature, made)
    return made
  }
  return (track) => {
    const vector = new Float32Array(dimensions)
    eachFeature(track, (feature, kind) => {
      const { places, values } = projected(feature)
      const weight = featureWeights[kind]
      for (let i = 0; i < spread; i++) {
        const place = places[i] ?? 0
        vector[place] = (vector[place] ?? 0) + weight * (values[i] ?? 0)
      }
    })
    let squares = 0
    for (const value of vector) squares += value * value
    if (squares === 0) return undefined
    const scale = 1 / Math.sqrt(squares)
    return vector.map((value) => value * scale)
  }
}
