import { AppError } from '#domain'
import type { ByteReader, ByteWriter } from './bytes.ts'
import {
  type Batch,
  type ColumnKinds,
  type Numbers,
  readColumns,
  settleColumns,
  writeColumns,
} from './columns.ts'

/** How a stage's whole answer is settled, written down and read back. */
export interface Codec<Answer> {
  settle(answer: Answer): Settled<Answer>
  /** Throws `corrupt-record`. */
  read(from: ByteReader): Answer
}

export interface Settled<Answer> {
  readonly answer: Answer
  write(into: ByteWriter): void
}

/** Columns with misses: `known[i]` is 0 where nothing is known of candidate i; absent when all are known. */
export interface Partly<C extends Numbers> extends Batch<C> {
  readonly known?: Uint32Array | undefined
}

/** More candidates than any stage answers for; a scribbled count must not become an allocation. */
const mostCandidates = 1_000_000

/** Count, whether there are misses and which, then the columns. */
export const columnsCodec = <C extends Numbers>(kinds: ColumnKinds<C>): Codec<Partly<C>> => ({
  settle(answer) {
    const { count, known, columns } = answer
    settleColumns(kinds, answer)
    return {
      answer,
      write(into) {
        into.length(count)
        writeFlags(known, into)
        writeColumns(kinds, columns, into)
      },
    }
  },
  read(from) {
    const count = readCount(from)
    const known = readFlags(count, from)
    return { count, columns: readColumns(kinds, count, from), known }
  },
})

const readCount = (from: ByteReader): number => {
  const count = from.length()
  if (count > mostCandidates) throw new AppError('corrupt-record', `the record announces ${count} candidates`)
  return count
}

/** One for each candidate; absent where all are set. */
const writeFlags = (flags: Uint32Array | undefined, into: ByteWriter) => {
  into.byte(flags === undefined ? 1 : 0)
  if (flags !== undefined) into.integers(flags)
}

const readFlags = (count: number, from: ByteReader): Uint32Array | undefined =>
  from.byte() === 1 ? undefined : from.integers(count)

/** Which of so many candidates go on, by their places; all, in their order, where there are none. */
export interface Moves {
  readonly of: number
  readonly places?: readonly number[] | undefined
  /** Of a selector that tells them, one for each place. */
  readonly propensities?: Float32Array | undefined
}

/** Of a stage that keeps the order: how many there were, and a flag for each that is kept. */
export const writeKept = ({ of, places }: Moves, into: ByteWriter): void => {
  into.length(of)
  writeFlags(places && flagsOf(places, of), into)
}

const flagsOf = (places: readonly number[], of: number): Uint32Array => {
  const flags = new Uint32Array(of)
  for (let i = 0; i < places.length; i++) flags[places[i] ?? 0] = 1
  return flags
}

export const readKept = (from: ByteReader): Moves => {
  const of = readCount(from)
  const flags = readFlags(of, from)
  if (flags === undefined) return { of }
  const places: number[] = []
  for (let place = 0; place < of; place++) if (flags[place] !== 0) places.push(place)
  return { of, places }
}

/** What the layout says of a selector that tells propensities: they lie behind its places. */
export const propensityColumns: ColumnKinds<Record<'propensity', number>> = { propensity: 'float' }

/** Of a selector, whose order is that of the slate: how many there were, how many it took, which, and how probable each was. */
export const writeTaken = ({ of, places = [], propensities }: Moves, into: ByteWriter): void => {
  into.length(of)
  into.length(places.length)
  into.integers(Uint32Array.from(places))
  if (propensities) writeColumns(propensityColumns, { propensity: propensities }, into)
}

/** `columns` are those that the layout gives the selector. */
export const readTaken = (from: ByteReader, columns: object | undefined): Moves => {
  const of = readCount(from)
  const places = [...from.integers(readCount(from))]
  if (places.some((place) => place >= of) || new Set(places).size !== places.length) {
    throw new AppError(
      'corrupt-record',
      `the record selects candidates twice, or more than the ${of} there were`,
    )
  }
  if (columns === undefined) return { of, places }
  const propensities = new Float32Array(readColumns(propensityColumns, places.length, from).propensity)
  if (!propensities.every(isPropensity))
    throw new AppError('corrupt-record', 'the record tells of a place taken with no probability')
  return { of, places, propensities }
}

/** What was taken can't have been impossible. */
export const isPropensity = (chance: number): boolean => chance > 0 && chance <= 1

/** Anything JSON can hold, one per candidate; misses are null. For the few selected, where words matter. */
export const jsonCodec = <T>(
  parse: (value: unknown) => T,
  textOf: (one: T) => string = (one) => JSON.stringify(one),
): Codec<readonly (T | undefined)[]> => ({
  settle: (answer) => ({
    answer,
    write(into) {
      const texts = answer.map((one) => (one === undefined ? 'null' : textOf(one)))
      into.text(`[${texts.join(',')}]`)
    },
  }),
  read(from) {
    try {
      const values: unknown = JSON.parse(from.text())
      if (!Array.isArray(values)) throw new TypeError('not a list')
      return values.map((value: unknown) => (value === null ? undefined : parse(value)))
    } catch (cause) {
      if (cause instanceof AppError) throw cause
      throw new AppError('corrupt-record', 'words in the decision record are not readable', { cause })
    }
  },
})
