import type { z } from 'zod'
import { AppError } from '#domain'

/**
 * How an artifact lies in bytes: a magic word, a JSON header, then plain columns of 4-byte numbers, which a
 * load maps without copying. Byte order is little-endian, that of every machine Node runs on. What a header
 * promises is checked against the bytes there are: a cut file must fail on load, not score zeros in silence.
 *
 *   'SEGUEMDL' · u32 header length · header (UTF-8 JSON) · zeros up to a multiple of 4 · columns in order
 */
export type Column = Uint32Array | Float32Array

const magic = new TextEncoder().encode('SEGUEMDL')
const headerAt = magic.length + 4
const roundUp4 = (bytes: number): number => (bytes + 3) & ~3

interface ColumnHeader {
  readonly name: string
  readonly type: 'u32' | 'f32'
  readonly length: number
}

export interface UnpackedArtifact<Facts> {
  readonly facts: Facts
  has(name: string): boolean
  u32(name: string): Uint32Array
  f32(name: string): Float32Array
}

export const packArtifact = (
  kind: string,
  facts: Readonly<Record<string, unknown>>,
  columns: Readonly<Record<string, Column>>,
): Uint8Array => {
  const headers = Object.entries(columns).map(
    ([name, column]): ColumnHeader => ({
      name,
      type: column instanceof Uint32Array ? 'u32' : 'f32',
      length: column.length,
    }),
  )
  const header = new TextEncoder().encode(JSON.stringify({ kind, facts, columns: headers }))
  const columnsAt = roundUp4(headerAt + header.length)
  const length = Object.values(columns).reduce((sum, column) => sum + column.byteLength, columnsAt)
  const bytes = new Uint8Array(length)
  bytes.set(magic)
  new DataView(bytes.buffer).setUint32(magic.length, header.length, true)
  bytes.set(header, headerAt)
  let offset = columnsAt
  for (const column of Object.values(columns)) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset)
    offset += column.byteLength
  }
  return bytes
}

/** Numbers of 64 bits as a column: every bit of each, two words a number. */
export const wordsOf = (numbers: Float64Array): Uint32Array =>
  new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2)

/** The numbers of `wordsOf`, as a copy. */
export const numbersIn = (words: Uint32Array): Float64Array =>
  new Float64Array(words.slice().buffer, 0, words.length >> 1)

const corrupt = (kind: string, what: string, cause?: unknown): AppError =>
  new AppError('corrupt-record', `The artifact of model "${kind}" can't be read: ${what}. Train it again.`, {
    cause,
  })

interface Header {
  readonly kind: unknown
  readonly facts: unknown
  readonly columns: readonly ColumnHeader[]
}

const isColumnHeader = (value: unknown): value is ColumnHeader =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'type' in value &&
  (value.type === 'u32' || value.type === 'f32') &&
  'length' in value &&
  Number.isSafeInteger(value.length)

const parseHeader = (kind: string, text: string): Header => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw corrupt(kind, 'its header is not JSON', cause)
  }
  if (
    typeof parsed !== 'object' ||
    parsed === null ||
    !('kind' in parsed && 'facts' in parsed && 'columns' in parsed) ||
    !Array.isArray(parsed.columns) ||
    !parsed.columns.every(isColumnHeader)
  )
    throw corrupt(kind, 'its header has another shape')
  return { kind: parsed.kind, facts: parsed.facts, columns: parsed.columns }
}

/** Views into `bytes` (copied once when they don't start at a multiple of 4). */
export const unpackArtifact = <Facts>(
  kind: string,
  bytes: Uint8Array,
  factsSchema: z.ZodType<Facts>,
): UnpackedArtifact<Facts> => {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  if (aligned.length < headerAt || !magic.every((byte, i) => aligned[i] === byte))
    throw corrupt(kind, 'it does not begin like one')
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength)
  const headerEnd = headerAt + view.getUint32(magic.length, true)
  if (headerEnd > aligned.length) throw corrupt(kind, 'it is cut short')
  const header = parseHeader(kind, new TextDecoder().decode(aligned.subarray(headerAt, headerEnd)))
  if (header.kind !== kind) throw corrupt(kind, 'it belongs to another model')
  const facts = factsSchema.safeParse(header.facts)
  if (!facts.success) throw corrupt(kind, 'its header has another shape')
  const columns = new Map<string, Column>()
  let offset = roundUp4(headerEnd)
  for (const { name, type, length } of header.columns) {
    if (length < 0 || offset + length * 4 > aligned.length) throw corrupt(kind, 'it is cut short')
    const start = aligned.byteOffset + offset
    columns.set(
      name,
      type === 'u32'
        ? new Uint32Array(aligned.buffer, start, length)
        : new Float32Array(aligned.buffer, start, length),
    )
    offset += length * 4
  }
  const missing = (name: string): AppError => corrupt(kind, `column "${name}" is missing`)
  return {
    facts: facts.data,
    has: (name) => columns.has(name),
    u32: (name) => {
      const column = columns.get(name)
      if (column instanceof Uint32Array) return column
      throw missing(name)
    },
    f32: (name) => {
      const column = columns.get(name)
      if (column instanceof Float32Array) return column
      throw missing(name)
    },
  }
}
