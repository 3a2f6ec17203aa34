import { z } from 'zod'
import type { Ranker } from '#models'
import type { Columns, ScoreParts } from '#pipeline'
import { type Found, viaOf } from '../candidate.ts'
import type { Aggregates } from '../hydrators/aggregates.ts'
import type { History } from '../hydrators/history.ts'
import type { Similarity } from '../hydrators/similarity.ts'
import type { Taste } from '../hydrators/taste.ts'
import { weight } from '../recipes/parameters.ts'

/**
 * The built-in ranking: a weighted sum of what was read. No weight is learnt yet; each is a statement about
 * listening that can be argued with, and `bench/` measures the whole against its parts.
 * A skip counts here for what is nearer to it than to where the request stands: counted in full, it would push away
 * the whole style that it was found in, and leave what everybody plays.
 */
export const weightsSchema = z.strictObject({
  after: weight,
  sound: weight,
  artistTaste: weight,
  tagTaste: weight,
  popularity: weight,
  /** For a track played before; fades in as the last hearing grows older. */
  again: weight,
  /** Against a track that everybody skips. */
  skipRate: weight,
  skippedSound: weight,
  /** For coming from the seed of a session. */
  seed: weight,
})
export type Weights = z.infer<typeof weightsSchema>

export type Scored = Found & History & Taste & Aggregates & Similarity

/** Each adds its part; in the order in which they are added up, which decides the last bit. */
export const partNames = [
  'after',
  'sound',
  'artistTaste',
  'tagTaste',
  'popularity',
  'again',
  'skipRate',
  'skippedSound',
  'seed',
] as const

/**
 * Steps of what it answers, 1,024 to a whole: finer ones tell nothing apart that a listener could, and would take twice the
 * bytes on every tape. Up to 8,192 a 32-bit float holds each of them exactly.
 */
const steps = 1_024

export interface WeightedSum extends Ranker {
  predict(features: Columns<Scored>, count: number): Float32Array
  /** What was said taken apart; what the step gave or took is a part of its own. */
  explain(features: Columns<Scored>, count: number): ScoreParts
}

export const weightedSum = (weights: Weights): WeightedSum => ({
  predict(features, count) {
    const parts = new Float64Array(partNames.length)
    const relevance = new Float32Array(count)
    for (let i = 0; i < count; i++) {
      fillParts(weights, features, i, parts)
      relevance[i] = rounded(sumOf(parts))
    }
    return relevance
  },
  explain(features, count) {
    const all = partNames.map((part) => [part, new Float64Array(count)] as const)
    const rounding = new Float64Array(count)
    const parts = new Float64Array(partNames.length)
    for (let i = 0; i < count; i++) {
      fillParts(weights, features, i, parts)
      for (const [place, [, column]] of all.entries()) column[i] = parts[place] ?? 0
      rounding[i] = rounded(sumOf(parts)) - sumOf(parts)
    }
    return { weights: toldWeights(weights), parts: { ...Object.fromEntries(all), rounding } }
  },
})

/** Without the sum, what is rounded up to nothing would be -0. */
const rounded = (sum: number): number => Math.round(sum * steps) / steps + 0

/** As they count: some against a track. */
export const toldWeights = (weights: Weights): Weights => ({
  ...weights,
  skipRate: -weights.skipRate,
  skippedSound: -weights.skippedSound,
})

export const sumOf = (parts: Float64Array): number => {
  let sum = parts[0] ?? 0
  for (let part = 1; part < parts.length; part++) sum += parts[part] ?? 0
  return sum
}

const seedBit = viaOf('seed')

/** Of one candidate, by its place in the columns. */
export const fillParts = (
  weights: Weights,
  columns: Columns<Scored>,
  i: number,
  parts: Float64Array,
): void => {
  const days = columns.daysSinceHeard[i] ?? -1
  const liking =
    Math.log1p(columns.plays[i] ?? 0) - 1.5 * (columns.skips[i] ?? 0) + 0.5 * (columns.rating[i] ?? 0)
  const rested = days < 0 ? 0 : 1 - Math.exp(-days / 3)
  parts[0] = weights.after * (columns.after[i] ?? 0)
  parts[1] = weights.sound * (columns.sound[i] ?? 0)
  parts[2] = weights.artistTaste * (columns.artistTaste[i] ?? 0)
  parts[3] = weights.tagTaste * (columns.tagTaste[i] ?? 0)
  parts[4] = weights.popularity * (columns.popularity[i] ?? 0)
  parts[5] = weights.again * liking * (liking > 0 ? rested : 1)
  parts[6] = -weights.skipRate * ((columns.skipRate[i] ?? 0) - 1 / 3)
  // Everything in a style is near to a skipped track of it: what counts is to be nearer to that than to the rest.
  parts[7] = -weights.skippedSound * Math.max(0, (columns.skippedSound[i] ?? 0) - (columns.sound[i] ?? 0))
  parts[8] = ((columns.via[i] ?? 0) & seedBit) === 0 ? 0 : weights.seed
}
