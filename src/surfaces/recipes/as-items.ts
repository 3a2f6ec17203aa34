import type { z } from 'zod'
import type { Found } from '../candidate.ts'
import type { Servable } from '../guarded.ts'
import type { Facts } from '../hydrators/facts.ts'
import type { CommonQuery } from '../query.ts'
import type { Explained } from '../reasons.ts'
import { itemsOf, type RunPipeline } from '../surface.ts'

/** A tier that is one pipeline, and shows what it selects. */
export const asItems = <Q extends CommonQuery & Explained, C extends Found & Facts>(
  line: z.ZodType<Servable<Q, C>>,
) =>
  line.transform((servable) => async (query: Q, run: RunPipeline) => ({
    items: itemsOf(query, await run(servable, query)),
  }))
