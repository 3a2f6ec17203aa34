import { z } from 'zod'
import type { Hydrator, Numbers } from '#pipeline'
import { timeoutMs } from './parameters.ts'

/**
 * A hydrator that a recipe may leave out by not naming it. The pipeline keeps its type: the columns are there and hold what
 * the hydrator says of what is unknown, and its place on the tape says that it was passed over. So it must have `absent`.
 */
export const leftOutOr = <Q, C extends Numbers, Added extends Numbers>(
  make: (timeoutMs: number) => Hydrator<Q, C, Added> & { readonly absent: Added },
) =>
  z
    .strictObject({ timeoutMs })
    .optional()
    .transform(
      (said): Hydrator<Q, C, Added> =>
        said === undefined ? { ...make(1), enabled: () => false } : make(said.timeoutMs),
    )
