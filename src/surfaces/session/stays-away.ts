import { z } from 'zod'
import { notInSession } from '../filters/in-session.ts'
import { createInSession } from '../hydrators/in-session.ts'
import { timeoutMs } from '../recipes/parameters.ts'

/** What stays away because of the session itself; every recipe of a session says it, and none can let back what was skipped. */
export const staysAway = z
  .strictObject({ timeoutMs, staysAway: z.enum(['skipped', 'skipped-and-heard']) })
  .transform((said) => ({
    hydrator: createInSession(said.timeoutMs),
    filter: notInSession(said.staysAway === 'skipped-and-heard'),
  }))
