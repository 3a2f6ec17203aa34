import { z } from 'zod'
import { crowd } from '../hydrators/crowd.ts'
import { nearness } from '../hydrators/nearness.ts'
import { taste } from '../hydrators/taste.ts'
import { blended } from '../scorers/blend.ts'
import { byPopularity } from '../scorers/by-popularity.ts'
import { oneOf } from './one-of.ts'

/** What the full tiers of all surfaces know of a candidate, and what they may be ranked by, the first that answers. */
const scorer = oneOf(blended, byPopularity)
export const ranking = {
  hydrate: z.strictObject({ taste, crowd, nearness }),
  score: z.tuple([scorer], scorer),
}
