import { z } from 'zod'
import { aggregates } from '../hydrators/aggregates.ts'
import { similarity } from '../hydrators/similarity.ts'
import { taste } from '../hydrators/taste.ts'
import { blended } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { inEitherWords } from './in-either-words.ts'
import { oneOf } from './one-of.ts'

const hydrate = inEitherWords(
  z.strictObject({ taste, aggregates: aggregates('aggregates'), similarity: similarity('similarity') }),
  ['crowd', 'nearness'],
  z
    .strictObject({ taste, crowd: aggregates('crowd'), nearness: similarity('nearness') })
    .transform(({ taste, crowd, nearness }) => ({ taste, aggregates: crowd, similarity: nearness })),
)

/** What the full tiers of all surfaces know of a candidate, and what they may be ranked by, the first that answers. */
const scorer = oneOf(blended, byPopularity)
export const ranking = {
  hydrate,
  score: z.tuple([scorer], scorer),
}
