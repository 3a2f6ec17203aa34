import { z } from 'zod'
import { instant } from '#domain'
import { cursor, logStart } from '#log'

/**
 * What is known about one version of a model, beside its bytes: where it came from and how to make it again.
 * `trainedAt` stands here and not in the artifact, so that training twice gives the same bytes.
 */
const facts = z.strictObject({
  name: z.string(),
  /** The first twelve digits of `sha256`. */
  version: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().nonnegative(),
  /** Name and version of the algorithm. */
  code: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** How many events were read. */
  events: z.number().int().nonnegative(),
  /** Up to where the log was read; its start in manifests of before cursors, which makes them old. */
  cursor: z.string().transform(cursor),
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

/** Manifests of before cursors named the last position that was read, which was the number of events. */
const fromPosition = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || !('position' in value)) return value
  const { position, ...others } = value
  return { ...others, events: position, cursor: logStart }
}

export const manifestSchema = z.preprocess(fromPosition, facts)

export type Manifest = z.output<typeof manifestSchema>
/** What a training knows about itself; the registry adds the rest from the bytes. */
export type TrainingFacts = Omit<Manifest, 'version' | 'sha256' | 'sizeBytes'>
