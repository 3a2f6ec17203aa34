import { z } from 'zod'
import { dayMs, hourMs } from '#domain'
import type { Filter } from '#pipeline'
import type { History } from '../hydrators/history.ts'
import { hours } from '../recipes/parameters.ts'
import { judgeEach } from './judge-each.ts'

/** A track rests for some hours after it was heard: repeats are wanted, echoes are not. */
export const justHeard = z.strictObject({ use: z.literal('just-heard'), hours }).transform(
  ({ hours }): Filter<unknown, History> => ({
    name: 'just-heard',
    timeoutMs: 5,
    judge: (_query, { columns: { daysSinceHeard }, count }) =>
      judgeEach(count, (place) =>
        isJustHeard(daysSinceHeard[place], hours) ? `heard within ${hoursOf(hours)}` : undefined,
      ),
  }),
)

/** Of the days since a track was heard, negative for one that never was. */
export const isJustHeard = (days = -1, hours: number): boolean => days >= 0 && days < (hours * hourMs) / dayMs

const hoursOf = (hours: number) => (hours === 4 ? 'four hours' : hours === 1 ? 'an hour' : `${hours} hours`)
