import { z } from 'zod'
import type { Scorer } from '#pipeline'
import { isJustHeard } from '../filters/just-heard.ts'
import type { History } from '../hydrators/history.ts'
import { hours } from '../recipes/parameters.ts'

/**
 * Keeps the order of the sources, with what was just heard behind all that was not: it may come again where nothing
 * else is left, and only there. From 1 for the first, falling, above 0.
 */
export const restedFirst = z
  .strictObject({ use: z.literal('rested-first'), hours })
  .transform(({ hours }): Scorer<unknown, History> => scoreRested(hours))

export const scoreRested = (hours: number): Scorer<unknown, History> => ({
  name: 'rested-first',
  timeoutMs: 5,
  score: (_query, { columns: { daysSinceHeard }, count }) =>
    Float64Array.from(
      { length: count },
      (_, place) => 1 / (1 + place + (isJustHeard(daysSinceHeard[place], hours) ? count : 0)),
    ),
})
