import { z } from 'zod'
import { instant } from '#domain'

/**
 * What is known about one version of a model, beside its bytes: where it came from and how to make it again.
 * `trainedAt` stands here and not in the artifact, so that training twice gives the same bytes.
 */
export const manifestSchema = z.strictObject({
  name: z.string(),
  /** The first twelve digits of `sha256`. */
  version: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().nonnegative(),
  /** Name and version of the algorithm. */
  code: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** The last log position that was read. */
  position: z.number().int().nonnegative(),
  /** The moment the model speaks of: that of the newest event; 0 without events. */
  asOf: z.number().transform(instant),
  /** Of which catalogue the keys are; manifests from before catalogues had an identity are of none. */
  catalog: z.strictObject({
    identity: z.string().default(''),
    revision: z.number().int().nonnegative(),
    tracks: z.number().int().nonnegative(),
  }),
  rows: z.record(z.string(), z.number()),
  trainedAt: z.number().transform(instant),
})

export type Manifest = z.output<typeof manifestSchema>
/** What a training knows about itself; the registry adds the rest from the bytes. */
export type TrainingFacts = Omit<Manifest, 'version' | 'sha256' | 'sizeBytes'>
