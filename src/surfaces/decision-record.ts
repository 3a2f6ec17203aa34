import { z } from 'zod'
import { AppError } from '#domain'
import { createByteReader, createByteWriter } from '#pipeline'
import { type Tier, tierSchema } from './answers.ts'
import { keptQuerySchema } from './kept-query.ts'
import type { KeptQuery } from './query.ts'
import { type Reading, readingSchema } from './readings.ts'

/**
 * How one slate came to be: the query as it was read, and the tape of every run. Bytes: "SGD", the format
 * version, the header (JSON) and one blob per tape, little-endian, lengths as LEB128. Columns lie in byte
 * planes, so that the log, which compresses attachments off this thread, stores a few kilobytes. The format is
 * golden-tested: version 1 must stay readable for as long as records of it exist.
 */
export interface DecisionRecord {
  readonly query: KeptQuery
  /** What the tier that answered read besides its runs, in order. */
  readonly readings: readonly Reading[]
  readonly tier: Tier
  readonly recipe: string
  /** The identity of the catalogue whose keys these are; empty in records from before they named it. */
  readonly catalogue: string
  readonly models: Readonly<Record<string, string>>
  /** Why the tiers above `tier` did not answer; empty for `full`. */
  readonly passedOver: readonly string[]
  /** SHA-256 of the body as it was served, in hexadecimal. */
  readonly bodySha256: string
  /** In the order in which the surface ran its pipelines in the tier that answered. */
  readonly tapes: readonly Uint8Array[]
}

const headerSchema = z.object({
  query: keptQuerySchema,
  /** Absent in records from before there were any. */
  readings: z.array(readingSchema).optional(),
  tier: tierSchema,
  recipe: z.string(),
  catalogue: z.string().default(''),
  models: z.record(z.string(), z.string()),
  passedOver: z.array(z.string()),
  bodySha256: z.string(),
})

const magic = [0x53, 0x47, 0x44] // "SGD"
const version = 1

export const encodeDecision = ({ tapes, ...header }: DecisionRecord): Uint8Array => {
  const body = createByteWriter()
  for (const byte of [...magic, version]) body.byte(byte)
  body.text(JSON.stringify(header))
  body.length(tapes.length)
  for (const tape of tapes) body.blob(tape)
  return body.bytes()
}

/** Throws `corrupt-record` for bytes that aren't a record of a known version. */
export const decodeDecision = (bytes: Uint8Array): DecisionRecord => {
  if (magic.some((byte, place) => bytes[place] !== byte)) {
    throw new AppError('corrupt-record', 'these bytes are not a decision record')
  }
  if (bytes[3] !== version) {
    throw new AppError(
      'corrupt-record',
      `the decision record has format ${bytes[3]}; this Segue reads format ${version}`,
    )
  }
  const from = createByteReader(bytes.subarray(4))
  const header = headerSchema.safeParse(parsed(from.text()))
  if (!header.success) throw new AppError('corrupt-record', 'the decision record has no readable header')
  const tapes = Array.from({ length: from.length() }, () => from.blob())
  if (!from.atEnd()) throw new AppError('corrupt-record', 'the decision record goes on after its end')
  const { query: kept, readings = kept.readings, ...rest } = header.data
  return { ...rest, query: kept.query, readings, tapes }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
