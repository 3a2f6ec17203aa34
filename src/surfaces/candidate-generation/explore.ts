import { z } from 'zod'
import { createRandom, trackKey } from '#domain'
import type { Source } from '#pipeline'
import { type Found, found } from '../candidate.ts'
import type { CommonQuery, Live } from '../query.ts'
import { count, timeoutMs } from '../recipes/parameters.ts'

/** A seeded draw from the whole catalogue: every track can be met, so the crowd's taste can't close up. */
export const explore = z.strictObject({ use: z.literal('explore'), timeoutMs, draws: count }).transform(
  ({ timeoutMs, draws }): Source<Pick<CommonQuery, 'seed'> & Live, Found> => ({
    name: 'explore',
    timeoutMs,
    find({ reads: { catalog }, seed }) {
      const random = createRandom(`${seed}/explore`)
      const draw = () => catalog.byKey(trackKey(1 + random.below(Math.max(1, catalog.slots - 1))))
      return found(
        'explore',
        Array.from({ length: draws }, draw).flatMap((track) => track?.key ?? []),
      )
    },
  }),
)
