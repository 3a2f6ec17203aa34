import { z } from 'zod'
import { AppError } from '#domain'
import {
  type ByteReader,
  createByteReader,
  createByteWriter,
  type LayoutOf,
  type NamedLayout,
  parseLayout,
  type RecordedTape,
} from '#pipeline'
import { type Tier, tierSchema } from './answers.ts'
import type { RecordedQuery } from './query.ts'
import { type Reading, readingSchema } from './readings.ts'
import { namedBy } from './recipes/recipe.ts'
import { recordedQuerySchema } from './recorded-query.ts'

/**
 * How one slate came to be: the query as it was read, and the tape of every run. Bytes: "SGD", the format
 * version, the header (JSON), the text of the recipe, the layouts that the tapes name by their hashes, each once, and the
 * tapes. Since format 2 the header and each tape have a sum, and a layout is known by its hash, so what was scribbled on is
 * found wherever it was; since format 3 there is the recipe, known by its hash in the query. Columns lie in byte planes, so that the log, which compresses attachments off this thread, stores a few
 * kilobytes. The formats are golden-tested: all must stay readable for as long as records of them exist.
 */
export interface DecisionHeader {
  readonly query: RecordedQuery
  /** What the tier that answered read besides its runs, in order. */
  readonly readings: readonly Reading[]
  readonly tier: Tier
  readonly recipe: string
  /** The identity of the catalogue whose keys these are; empty in records from before they named it. */
  readonly catalogue: string
  /** Its revision as the answer was made; absent in records from before they named it. */
  readonly catalogueRevision?: number | undefined
  readonly models: Readonly<Record<string, string>>
  /** The id of the release that these are of; absent in records from before releases had one, and before the first training. */
  readonly release?: string | undefined
  /** Why the tiers above `tier` did not answer; empty for `full`. */
  readonly passedOver: readonly string[]
  /** SHA-256 of the body as it was served, in hexadecimal. */
  readonly bodySha256: string
}

export interface DecisionRecord extends DecisionHeader {
  /** What it was answered by; absent before format 3, where the name has to do. */
  readonly recipeText?: string | undefined
  /** In the order in which the surface ran its pipelines in the tier that answered. */
  readonly tapes: readonly Uint8Array[]
  /** Of the tapes; records of format 1 have none. */
  readonly layoutOf: LayoutOf
}

const headerSchema = z.object({
  query: recordedQuerySchema,
  /** Absent in records from before there were any. */
  readings: z.array(readingSchema).optional(),
  tier: tierSchema,
  recipe: z.string(),
  catalogue: z.string().default(''),
  catalogueRevision: z.number().int().nonnegative().optional(),
  models: z.record(z.string(), z.string()),
  release: z.string().optional(),
  passedOver: z.array(z.string()),
  bodySha256: z.string(),
})

const magic = [0x53, 0x47, 0x44] // "SGD"
const version = 3

/** Written into for one record after another: only the finished bytes are copied. */
const into = createByteWriter()

/** The layouts of tapes, each once, in the order in which the record has them. */
export const layoutsOf = (tapes: readonly RecordedTape[]): readonly NamedLayout[] => [
  ...new Map(tapes.map(({ layout }) => [layout.hash, layout])).values(),
]

/** The query of the header must name the recipe by the hash of its text. */
export const encodeDecision = (
  header: DecisionHeader,
  recipeText: string,
  tapes: readonly RecordedTape[],
): Uint8Array => {
  into.reset()
  for (const byte of [...magic, version]) into.byte(byte)
  into.sized(() => into.checked(() => into.text(JSON.stringify(header))))
  into.text(recipeText)
  const layouts = layoutsOf(tapes)
  into.length(layouts.length)
  for (const { text } of layouts) into.text(text)
  into.length(tapes.length)
  for (const tape of tapes) into.sized(() => tape.write(into))
  return into.bytes()
}

/** Throws `corrupt-record` for bytes that aren't a record of a known version. */
export const decodeDecision = (bytes: Uint8Array): DecisionRecord => {
  if (magic.some((byte, place) => bytes[place] !== byte)) {
    throw new AppError('corrupt-record', 'these bytes are not a decision record')
  }
  const format = bytes[3]
  if (format === undefined || format < 1 || format > version) {
    throw new AppError(
      'corrupt-record',
      `the decision record has format ${format}; this Segue reads formats up to ${version}`,
    )
  }
  const from = createByteReader(bytes.subarray(4))
  const record = format === 1 ? readFirst(from) : readSince(from, format)
  if (!from.atEnd()) throw new AppError('corrupt-record', 'the decision record goes on after its end')
  return record
}

const readFirst = (from: ByteReader): DecisionRecord => {
  const header = readHeader(from)
  return { ...header, tapes: listed(from, () => from.blob()), layoutOf: () => undefined }
}

const readSince = (from: ByteReader, format: number): DecisionRecord => {
  const header = readHeader(createByteReader(from.sized()).checked())
  const recipeText = format < 3 ? undefined : from.text()
  if (recipeText !== undefined && header.query.recipe !== namedBy(header.recipe, recipeText))
    throw new AppError('corrupt-record', 'the decision record holds another recipe than it names')
  const layouts = new Map(
    listed(from, () => parseLayout(from.text())).map((layout) => [layout.hash, layout] as const),
  )
  const tapes = listed(from, () => from.sized())
  return { ...header, recipeText, tapes, layoutOf: (hash) => layouts.get(hash) }
}

/** As many as are announced, one after the other; a scribbled number ends with the bytes and not in an allocation. */
const listed = <T>(from: ByteReader, read: () => T): T[] => {
  const all: T[] = []
  for (let left = from.length(); left > 0; left--) all.push(read())
  return all
}

const readHeader = (from: ByteReader): DecisionHeader => {
  const header = headerSchema.safeParse(parsed(from.text()))
  if (!header.success) throw new AppError('corrupt-record', 'the decision record has no readable header')
  const { query: kept, readings = kept.readings, ...rest } = header.data
  return { ...rest, query: kept.query, readings }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
