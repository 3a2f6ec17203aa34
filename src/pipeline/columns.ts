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

/** Columns of zeros, to be filled: floats for halves and units, integers for keys and bytes. */
export const blankColumns = <C extends Numbers>(kinds: ColumnKinds<C>, count: number): Columns<C> => {
  const allocate = allocator(Object.keys(kinds).length, count)
  return mapColumns(kinds, (kind) => allocate(isFloat(kind)))
}

/** One buffer for all columns of a batch: small buffers, a hundred a request, cost more than what is in them. */
const allocator = (columns: number, count: number): ((float: boolean) => NumberColumn) => {
  const buffer = new ArrayBuffer(4 * columns * count)
  let next = 0
  return (float) => {
    const offset = 4 * count * next++
    return float ? new Float32Array(buffer, offset, count) : new Uint32Array(buffer, offset, count)
  }
}

// The one place where columns are made from names: a mapped type over a record can't be built key by key
// without saying so, and the callback is called for every name there is.
const mapColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  make: (kind: ColumnKind, name: keyof C & string) => NumberColumn,
): Columns<C> =>
  Object.fromEntries(
    Object.entries<ColumnKind>(kinds).map(([name, kind]) => [name, make(kind, name)]),
  ) as Columns<C>

/**
 * Rounds columns, in place, to the values exactly as they will be read back. Throws `broken-stage` for columns
 * of another length or values that their kind can't hold.
 */
export const settleColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  { columns, count }: Batch<C>,
): void => {
  for (const name in kinds) {
    const column = columns[name]
    if (column?.length !== count) {
      throw new AppError(
        'broken-stage',
        `column ${name} has ${column?.length} values for ${count} candidates`,
      )
    }
    const kind = kinds[name]
    if (kind === 'half') column.set(halvesOf(column))
    else if (kind === 'unit') roundToUnits(name, column)
    else expectWhole(name, column, kind === 'byte' ? 0xff : 0xffff_ffff)
  }
}

/** Columns that were settled, byte plane after byte plane. */
export const writeColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  columns: Columns<C>,
  into: ByteWriter,
): void => {
  for (const name in kinds) {
    const column = columns[name]
    if (kinds[name] === 'half') into.halves(halvesOf(column))
    else if (kinds[name] === 'unit') into.integers(column.map((share) => Math.round(share * unitSteps)))
    else into.integers(column)
  }
}

let scratch = new Float16Array(4_096)

/** The column as halves, in a buffer that the next call uses again. */
const halvesOf = (column: NumberColumn): Float16Array => {
  if (scratch.length < column.length) scratch = new Float16Array(2 * column.length)
  const halves = scratch.subarray(0, column.length)
  halves.set(column)
  return halves
}

const unitSteps = 255

const roundToUnits = (name: string, column: NumberColumn) => {
  for (let i = 0; i < column.length; i++) {
    const share = column[i] ?? 0
    if (!(share >= 0 && share <= 1)) {
      throw new AppError('broken-stage', `column ${name} holds ${share}, which is no share from 0 to 1`)
    }
    column[i] = Math.round(share * unitSteps) / unitSteps
  }
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
    return kind === 'unit' ? new Float32Array(integers).map((step) => step / unitSteps) : integers
  })

/** The candidates at some places, in that order. */
export const pick = <C extends Numbers>({ columns }: Batch<C>, places: readonly number[]): Batch<C> => {
  const all = Object.entries<NumberColumn>(columns)
  const allocate = allocator(all.length, places.length)
  const picked = all.map(([name, column]) => {
    const taken = allocate(column instanceof Float32Array)
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
