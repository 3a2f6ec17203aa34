import { z } from 'zod'
import { shelfPlanSchema } from './home/shelf-plan.ts'
import { commonQuerySchema, type RecordedQuery } from './query.ts'
import type { Reading } from './readings.ts'

/**
 * Reads the query of a record, as it is written today and as it was before each surface owned a part of it: then all
 * fields of all surfaces lay side by side, and the shelves of a home, which are read by name now, were among them.
 */
const todaySchema = commonQuerySchema.extend({ own: z.record(z.string(), z.unknown()) })
const flatSchema = commonQuerySchema.extend({ shelves: z.array(shelfPlanSchema) }).catchall(z.unknown())

export const recordedQuerySchema = z.union([
  todaySchema.transform((query) => ({ query, readings: [] })),
  flatSchema.transform(
    ({ requestId, surface, listenerId, asOf, seed, limit, shelves, ...own }): KeptAndRead => ({
      query: { requestId, surface, listenerId, asOf, seed, limit, own },
      readings: surface === 'home' ? [{ name: shelfPlanName, value: shelves }] : [],
    }),
  ),
])

interface KeptAndRead {
  readonly query: RecordedQuery
  readonly readings: readonly Reading[]
}

/** Under which a home reads which shelves it has. */
export const shelfPlanName = 'shelf-plan'
