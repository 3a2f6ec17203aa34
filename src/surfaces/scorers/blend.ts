import { z } from 'zod'
import { createRandom } from '#domain'
import type { Scorer } from '#pipeline'
import type { CommonQuery } from '../query.ts'
import {
  fillParts,
  partNames,
  type Scored,
  sumOf,
  toldWeights,
  weightsSchema,
} from '../rankers/weighted-sum.ts'
import { stageName, weight } from '../recipes/parameters.ts'

/**
 * The weighted sum as documents of before have it: made where it scores, and with noise, which lets equals change
 * places between requests. Of a place under such noise nobody can tell how probable it was, and of such a score nothing
 * lies on the tape: since then the sum is read as `relevance`, and chance is the selector's.
 */
export const blendWeightsSchema = weightsSchema.extend({ noise: weight })
type BlendWeights = z.infer<typeof blendWeightsSchema>

/** `name` seeds the noise. */
export const blendSchema = z.strictObject({
  use: z.literal('blend'),
  name: stageName,
  weights: blendWeightsSchema,
})

/** The noise is added last, which decides the last bit. */
const names = [...partNames, 'noise'] as const

export const blend = (name: string, all: BlendWeights): Scorer<Pick<CommonQuery, 'seed'>, Scored> => {
  const { noise, ...weights } = all
  return {
    name,
    timeoutMs: 20,
    score({ seed }, { columns, count }) {
      const random = createRandom(`${seed}/${name}`)
      const parts = new Float64Array(partNames.length)
      const scores = new Float64Array(count)
      for (let i = 0; i < count; i++) {
        fillParts(weights, columns, i, parts)
        scores[i] = sumOf(parts) + noise * random.next()
      }
      return scores
    },
    explain({ seed }, { columns, count }) {
      const random = createRandom(`${seed}/${name}`)
      const told = names.map((part) => [part, new Float64Array(count)] as const)
      const parts = new Float64Array(names.length)
      for (let i = 0; i < count; i++) {
        fillParts(weights, columns, i, parts)
        parts[partNames.length] = noise * random.next()
        for (const [place, [, column]] of told.entries()) column[i] = parts[place] ?? 0
      }
      return { weights: { ...toldWeights(weights), noise }, parts: Object.fromEntries(told) }
    },
  }
}
