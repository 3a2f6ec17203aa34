import { z } from 'zod'
import { createRandom } from '#domain'
import type { Columns, Scorer } from '#pipeline'
import { type Found, viaOf } from '../candidate.ts'
import type { Aggregates } from '../hydrators/aggregates.ts'
import type { History } from '../hydrators/history.ts'
import type { Similarity } from '../hydrators/similarity.ts'
import type { Taste } from '../hydrators/taste.ts'
import type { CommonQuery } from '../query.ts'
import { stageName, weight } from '../recipes/parameters.ts'

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
  /**
   * Width of a seeded noise, in documents up to 7 alone: how probable a place was under it can't be told. Since then chance
   * is the selector's, which tells.
   */
  noise: weight.optional(),
})
export type Weights = z.infer<typeof weightsSchema>

export type Scored = Found & History & Taste & Aggregates & Similarity

/** Each adds its part to the score; in the order in which they are added up, which decides the last bit. */
const partNames = [
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
/** Added last, where there is one. */
const noisy = [...partNames, 'noise'] as const

export const blendSchema = z.strictObject({
  use: z.literal('blend'),
  name: stageName,
  weights: weightsSchema,
})

export const blended = blendSchema.transform(({ name, weights }) => blend(name, weights))

/** `name` seeds the noise, where there is one. */
export const blend = (name: string, weights: Weights): Scorer<Pick<CommonQuery, 'seed'>, Scored> => {
  const names = weights.noise === undefined ? partNames : noisy
  const drawn = ({ seed }: Pick<CommonQuery, 'seed'>) =>
    weights.noise === undefined ? undefined : createRandom(`${seed}/${name}`)
  return {
    name,
    timeoutMs: 20,
    score(query, { columns, count }) {
      const random = drawn(query)
      const parts = new Float64Array(names.length)
      const scores = new Float64Array(count)
      for (let i = 0; i < count; i++) {
        fillParts(weights, columns, i, random?.next(), parts)
        let sum = parts[0] ?? 0
        for (let part = 1; part < parts.length; part++) sum += parts[part] ?? 0
        scores[i] = sum
      }
      return scores
    },
    explain(query, { columns, count }) {
      const random = drawn(query)
      const all = names.map((part) => [part, new Float64Array(count)] as const)
      const parts = new Float64Array(names.length)
      for (let i = 0; i < count; i++) {
        fillParts(weights, columns, i, random?.next(), parts)
        for (const [place, [, column]] of all.entries()) column[i] = parts[place] ?? 0
      }
      const { noise, ...rest } = weights
      const told = { ...rest, skipRate: -rest.skipRate, skippedSound: -rest.skippedSound }
      return {
        weights: noise === undefined ? told : { ...told, noise },
        parts: Object.fromEntries(all),
      }
    },
  }
}

const seedBit = viaOf('seed')

const fillParts = (
  weights: Weights,
  columns: Columns<Scored>,
  i: number,
  chance: number | undefined,
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
  if (chance !== undefined) parts[9] = (weights.noise ?? 0) * chance
}
