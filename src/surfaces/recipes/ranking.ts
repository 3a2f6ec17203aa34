import { z } from 'zod'
import { ranker } from '#models'
import type { Found } from '../candidate.ts'
import type { Guardable, Guarded } from '../guarded.ts'
import { aggregates } from '../hydrators/aggregates.ts'
import { continuity } from '../hydrators/continuity.ts'
import type { History } from '../hydrators/history.ts'
import { relevance } from '../hydrators/relevance.ts'
import { similarity } from '../hydrators/similarity.ts'
import { taste } from '../hydrators/taste.ts'
import type { Leading } from '../query.ts'
import { type Scored, weightedSum, weightsSchema } from '../rankers/weighted-sum.ts'
import { blend, blendSchema } from '../scorers/blend.ts'
import { byPopularity, byPopularitySchema } from '../scorers/by-popularity.ts'
import { byRelevance } from '../scorers/by-relevance.ts'
import { inEitherWords } from './in-either-words.ts'
import { oneOf } from './one-of.ts'
import { timeoutMs } from './parameters.ts'

const hydrate = inEitherWords(
  z.strictObject({
    taste,
    aggregates: aggregates('aggregates'),
    similarity: similarity('similarity'),
    continuity: continuity.optional(),
  }),
  ['crowd', 'nearness'],
  z
    .strictObject({ taste, crowd: aggregates('crowd'), nearness: similarity('nearness') })
    .transform(({ taste, crowd, nearness }) => ({
      taste,
      aggregates: crowd,
      similarity: nearness,
      continuity: undefined,
    })),
)

type Known = z.infer<typeof hydrate>

/** In this order on every tape, of which one that is not named is no part; then scored by it. */
export const readThenRank =
  ({ taste, aggregates, similarity, continuity }: Known, rank: Rank) =>
  <Q extends Guardable & Leading, C extends Found & History>(line: Guarded<Q, C>) => {
    const known = line.hydrate(taste).hydrate(aggregates).hydrate(similarity)
    return continuity === undefined ? rank(known) : rank(known.hydrate(continuity))
  }

const sum = z.strictObject({ use: z.literal('weighted-sum'), weights: weightsSchema })

/**
 * By what a document has relevance said: the weighted sum that is written in it, or a ranker that is learnt; that one with what
 * speaks where there is none, which is then no failure.
 */
const by = z.discriminatedUnion('use', [
  sum,
  z.strictObject({ use: z.literal('ranker'), otherwise: sum.optional() }),
])

/** A relevance that is read within its time, and scores as it is. It can't stand in for another: it is read beforehand. */
export const relevanceSchema = z.strictObject({ use: z.literal('relevance'), timeoutMs, by })

const first = oneOf(relevanceSchema, blendSchema, byPopularitySchema)
const standIn = oneOf(blendSchema, byPopularitySchema)

type StandIn = z.infer<typeof standIn>
type Rank = <Q extends Guardable, C extends Scored>(line: Guarded<Q, C>) => Guarded<Q, C>

const scorerOf = (said: StandIn) => (said.use === 'blend' ? blend(said.name, said.weights) : byPopularity)

/** Reads and scores as the first in line says; where it fails, the others stand in for it, in order. */
export const rankBy = (said: z.infer<typeof first>, standIns: readonly StandIn[]): Rank => {
  const others = standIns.map(scorerOf)
  if (said.use !== 'relevance') return (line) => line.score(scorerOf(said), ...others)
  const { read, scorer } = readRelevance(said)
  return (line) => line.hydrate(read).score(scorer, ...others)
}

const readRelevance = ({ timeoutMs, by }: z.infer<typeof relevanceSchema>) => {
  if (by.use === 'weighted-sum') {
    const sum = weightedSum(by.weights)
    return { read: relevance(timeoutMs, () => sum), scorer: byRelevance({ 1: sum }) }
  }
  const otherwise = by.otherwise && weightedSum(by.otherwise.weights)
  return {
    read: relevance(timeoutMs, ({ models }) => models.predictor(ranker), otherwise),
    scorer: byRelevance({ 2: otherwise }),
  }
}

/** What the full tiers of all surfaces know of a candidate, and what they may be ranked by, the first that answers. */
export const ranking = {
  hydrate,
  score: z.tuple([first], standIn).transform(([said, ...standIns]) => rankBy(said, standIns)),
}
