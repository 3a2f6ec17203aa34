import type { Filter } from '#pipeline'
import type { Unavailability } from '../hydrators/availability.ts'
import { judgeEach } from './judge-each.ts'

/** What may not be served in this market, or at this moment, is not, on every surface and in every tier. It never fails open. */
export const available: Filter<unknown, Unavailability> = {
  name: 'available',
  timeoutMs: 5,
  judge: (_query, { columns: { unavailable }, count }) =>
    judgeEach(count, (place) => reasons[unavailable[place] ?? 1]),
}

/** By the value of `unavailable`. */
const reasons = [undefined, 'not available in this market', 'not available yet', 'not available any more']
