import { AppError } from '#domain'
import type { ByteReader, ByteWriter } from './bytes.ts'

/**
 * Candidates as columns: for each number known about them, one array with an entry per candidate. Measured with
 * five hundred candidates of twenty numbers, objects that grow cost four times as much as columns, most of it
 * in adding properties. What is selected becomes objects again, for then words are added.
 *
 * The trap closed here: a feature read as a double, rounded in the record, would replay to another score. So
 * every answer is settled first: the engine goes on with the values exactly as the record holds them.
 */
export type Numbers<Name extends string = string> = Readonly<Record<Name, number>>
export type NumberColumn = Float32Array | Uint32Array
export type Columns<C extends Numbers> = { readonly [Name in keyof C]: NumberColumn }

export interface Batch<C extends Numbers> {
  readonly count: number
  readonly columns: Columns<C>
}

/**
 * `key`: an unsigned integer below 2^32; `byte`: below 2^8; `half`: an IEEE 754 half (11 bits of precision);
 * `unit`: a share from 0 to 1 in steps of 1/255, for what is an estimate anyway and shall cost one byte.
 */
export type ColumnKind = 'key' | 'byte' | 'half' | 'unit'
export type ColumnKinds<C extends Numbers> = { readonly [Name in keyof C]: ColumnKind }

const isFloat = (kind: ColumnKind) => kind === 'half' || kind === 'unit'

/** Empty columns of a length, to be filled: integers for keys and bytes, floats for halves. */
export const blankColumns = <C extends Numbers>(kinds: ColumnKinds<C>, count: number): Columns<C> =>
  mapColumns(kinds, (kind) => (isFloat(kind) ? new Float32Array(count) : new Uint32Array(count)))

// The one place where columns are made from names: a mapped type over a record can't be built key by key
// without saying so, and the callback is called for every name there is.
const mapColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  make: (kind: ColumnKind, name: keyof C & string) => NumberColumn,
): Columns<C> =>
  Object.fromEntries(
    Object.entries<ColumnKind>(kinds).map(([name, kind]) => [name, make(kind, name)]),
  ) as Columns<C>

export interface SettledColumns<C extends Numbers> {
  /** The values exactly as they will be read back. */
  readonly columns: Columns<C>
  write(into: ByteWriter): void
}

/** Throws `broken-stage` for columns of another length or values that their kind can't hold. */
export const settleColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  { columns, count }: Batch<C>,
): SettledColumns<C> => {
  const writes: ((into: ByteWriter) => void)[] = []
  const settled = mapColumns(kinds, (kind, name) => {
    const column = columns[name]
    if (column?.length !== count) {
      throw new AppError(
        'broken-stage',
        `column ${name} has ${column?.length} values for ${count} candidates`,
      )
    }
    if (kind === 'half') {
      const halves = new Float16Array(column)
      writes.push((into) => into.halves(halves))
      return new Float32Array(halves)
    }
    const integers = kind === 'unit' ? stepsOf(column) : new Uint32Array(column)
    expectWhole(name, kind === 'unit' ? integers : column, kind === 'key' ? 0xffff_ffff : 0xff)
    writes.push((into) => into.integers(integers))
    return kind === 'unit' ? sharesOf(integers) : integers
  })
  return {
    columns: settled,
    write: (into) => {
      for (const write of writes) write(into)
    },
  }
}

const unitSteps = 255

const stepsOf = (shares: NumberColumn): Uint32Array => {
  const steps = new Uint32Array(shares.length)
  for (let i = 0; i < steps.length; i++) steps[i] = Math.round((shares[i] ?? 0) * unitSteps)
  return steps
}

const sharesOf = (steps: Uint32Array): Float32Array => {
  const shares = new Float32Array(steps.length)
  for (let i = 0; i < shares.length; i++) shares[i] = (steps[i] ?? 0) / unitSteps
  return shares
}

const expectWhole = (name: string, column: NumberColumn, most: number) => {
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? 0
    if (value >= 0 && value <= most && Math.trunc(value) === value) continue
    throw new AppError(
      'broken-stage',
      `column ${name} holds ${value}, which is no whole number up to ${most}`,
    )
  }
}

export const readColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  count: number,
  from: ByteReader,
): Columns<C> =>
  mapColumns(kinds, (kind) => {
    if (kind === 'half') return new Float32Array(from.halves(count))
    const integers = from.integers(count)
    return kind === 'unit' ? sharesOf(integers) : integers
  })

/** The candidates at some places, in that order. */
export const pick = <C extends Numbers>({ columns }: Batch<C>, places: readonly number[]): Batch<C> => {
  const picked = Object.entries<NumberColumn>(columns).map(([name, column]) => {
    const taken =
      column instanceof Float32Array ? new Float32Array(places.length) : new Uint32Array(places.length)
    for (let i = 0; i < places.length; i++) taken[i] = column[places[i] ?? 0] ?? 0
    return [name, taken]
  })
  return { count: places.length, columns: Object.fromEntries(picked) }
}

/** Both sets of columns, for the same candidates. */
export const join = <C extends Numbers, Added extends Numbers>(
  { columns, count }: Batch<C>,
  added: Columns<Added>,
): Batch<C & Added> => {
  const joined: Columns<C> & Columns<Added> = { ...columns, ...added }
  return { count, columns: joined as Columns<C & Added> } // TypeScript does not see through the intersection
}

/** One candidate as an object. */
export const rowAt = <C extends Numbers>({ columns }: Batch<C>, place: number): C =>
  Object.fromEntries(
    Object.entries<NumberColumn>(columns).map(([name, column]) => [name, column[place] ?? 0]),
  ) as C
