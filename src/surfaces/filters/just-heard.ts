import { dayMs, hourMs } from '#domain'
import type { Filter } from '#pipeline'
import type { History } from '../hydrators/history.ts'
import { judgeEach } from './judge-each.ts'

/** A track rests for four hours after it was heard: repeats are wanted, echoes are not. */
export const justHeard: Filter<unknown, History> = {
  name: 'just-heard',
  timeoutMs: 5,
  judge: (_query, { columns: { daysSinceHeard }, count }) =>
    judgeEach(count, (place) => (isJustHeard(daysSinceHeard[place]) ? 'heard within four hours' : undefined)),
}

/** Of the days since a track was heard, negative for one that never was. */
export const isJustHeard = (days = -1): boolean => days >= 0 && days < restDays

const restDays = (4 * hourMs) / dayMs
