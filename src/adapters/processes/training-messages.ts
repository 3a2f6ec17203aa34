import { z } from 'zod'
import { isErrorCode } from '#domain'
import { manifestSchema } from '#models'

/**
 * What a training in a process of its own says to the one that asked for it. It crosses a boundary between
 * processes and is parsed as anything from outside is; an error loses its class on the way and is made again.
 */
export const trainingMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    progress: z.strictObject({
      step: z.string(),
      done: z.number(),
      total: z.number(),
      perSecond: z.number(),
      remainingMs: z.number().exactOptional(),
    }),
  }),
  z.strictObject({ kind: z.literal('trained'), manifests: z.array(manifestSchema) }),
  z.strictObject({
    kind: z.literal('failed'),
    code: z.string().refine(isErrorCode),
    message: z.string(),
    /** Where in the code, for a fault of ours. */
    stack: z.string().exactOptional(),
  }),
])

export type TrainingMessage = z.input<typeof trainingMessageSchema>
