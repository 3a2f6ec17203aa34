import { AppError } from '#domain'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { readFloats, writeFloats } from './floats.ts'

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
 * `key`: an unsigned integer below 2^32; `byte`: below 2^8; `half`: an IEEE 754 half (11 bits of precision, up to
 * 65,504); `float`: an IEEE 754 single, exactly as it lies in a `Float32Array`; `unit`: a share from 0 to 1 in steps
 * of 1/255, for what is an estimate anyway and shall cost one byte. No kind holds NaN or an infinity: neither can be
 * ranked by, and JSON, in which decisions are told, has neither.
 */
export const columnKinds = ['key', 'byte', 'half', 'float', 'unit'] as const
export type ColumnKind = (typeof columnKinds)[number]
export type ColumnKinds<C extends Numbers> = { readonly [Name in keyof C]: ColumnKind }

const isFloat = (kind: ColumnKind) => kind === 'half' || kind === 'float' || kind === 'unit'

/** Columns of zeros, to be filled: floats for halves, floats and units, integers for keys and bytes. */
export const blankColumns = <C extends Numbers>(kinds: ColumnKinds<C>, count: number): Columns<C> =>
  mapColumns(kinds, (kind) => allocate(isFloat(kind), count))

/**
 * Columns lie one behind the other in a buffer for some thousands of them, of which no byte is given twice: so they
 * are zeros, belong to whoever holds them for as long as they like, and are given back by nobody. A buffer for each, a hundred a
 * request, cost more than what is in them.
 */
const sharedBytes = 524_288
let shared = new ArrayBuffer(0)
let sharedTo = 0

const allocate = (float: boolean, count: number): NumberColumn => {
  const bytes = 4 * count
  // One that is large would leave most of a buffer unused: it gets its own.
  if (bytes > sharedBytes / 16) return float ? new Float32Array(count) : new Uint32Array(count)
  if (sharedTo + bytes > shared.byteLength) {
    shared = new ArrayBuffer(sharedBytes)
    sharedTo = 0
  }
  const from = sharedTo
  sharedTo += bytes
  return float ? new Float32Array(shared, from, count) : new Uint32Array(shared, from, count)
}

// The one place where columns are made from names: a mapped type over a record can't be built key by key
// without saying so, and the callback is called for every name there is.
const mapColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  make: (kind: ColumnKind, name: keyof C & string) => NumberColumn,
): Columns<C> => {
  const columns: Record<string, NumberColumn> = {}
  for (const name in kinds) columns[name] = make(kinds[name], name)
  return columns as Columns<C>
}

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
    if (kind === 'half') roundToHalves(name, column)
    else if (kind === 'float') expectFloats(name, column)
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
    const kind = kinds[name]
    if (kind === 'half') into.halves(halvesOf(column))
    else if (kind === 'float') writeFloats(column, into)
    else if (kind === 'unit') into.integers(unitsOf(column))
    else into.integers(column)
  }
}

let halfRoom = new Float16Array(4_096)
let halves = halfRoom
let unitRoom = new Uint32Array(4_096)
let units = unitRoom

/** The column as halves, in a buffer that the next call uses again, as it does the view on it: columns of a run are as long as one another. */
const halvesOf = (column: NumberColumn): Float16Array => {
  if (halfRoom.length < column.length) halfRoom = new Float16Array(2 * column.length)
  if (halves.length !== column.length || halves.buffer !== halfRoom.buffer)
    halves = halfRoom.subarray(0, column.length)
  halves.set(column)
  return halves
}

/** The column in steps of a unit, likewise. */
const unitsOf = (column: NumberColumn): Uint32Array => {
  if (unitRoom.length < column.length) unitRoom = new Uint32Array(2 * column.length)
  if (units.length !== column.length || units.buffer !== unitRoom.buffer)
    units = unitRoom.subarray(0, column.length)
  for (let i = 0; i < column.length; i++) units[i] = Math.round((column[i] ?? 0) * unitSteps)
  return units
}

const unitSteps = 255

/** A number too large for a half would go on as an infinity: it is refused, not served. */
const roundToHalves = (name: string, column: NumberColumn) => {
  const halves = halvesOf(column)
  for (let i = 0; i < column.length; i++) {
    if (!Number.isFinite(halves[i])) throw unfit(name, column[i], 'no number that a half holds')
  }
  column.set(halves)
}

/** What lies in a `Float32Array` is exact as it is; integers would have to be rounded. */
const expectFloats = (name: string, column: NumberColumn) => {
  if (!(column instanceof Float32Array)) {
    throw new AppError('broken-stage', `column ${name} is no Float32Array, which a column of kind float is`)
  }
  for (let i = 0; i < column.length; i++) {
    if (!Number.isFinite(column[i])) throw unfit(name, column[i], 'no finite number')
  }
}

const unfit = (name: string, value: number | undefined, what: string) =>
  new AppError('broken-stage', `column ${name} holds ${value}, which is ${what}`)

const roundToUnits = (name: string, column: NumberColumn) => {
  for (let i = 0; i < column.length; i++) {
    const share = column[i] ?? 0
    if (!(share >= 0 && share <= 1)) throw unfit(name, share, 'no share from 0 to 1')
    // Without the sum, -0 would be served as such and replayed as 0.
    column[i] = Math.round(share * unitSteps) / unitSteps + 0
  }
}

const expectWhole = (name: string, column: NumberColumn, most: number) => {
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? 0
    if (value >= 0 && value <= most && Math.trunc(value) === value) continue
    throw unfit(name, value, `no whole number up to ${most}`)
  }
}

export const readColumns = <C extends Numbers>(
  kinds: ColumnKinds<C>,
  count: number,
  from: ByteReader,
): Columns<C> =>
  mapColumns(kinds, (kind) => {
    if (kind === 'half') return new Float32Array(from.halves(count))
    if (kind === 'float') return readFloats(count, from)
    const integers = from.integers(count)
    return kind === 'unit' ? new Float32Array(integers).map((step) => step / unitSteps) : integers
  })

/** What stands in for candidates of which nothing is known, in their place. */
export const fillMisses = <Added extends Numbers>(
  columns: Columns<Added>,
  known: Uint32Array,
  absent: Added,
) => {
  for (const name in columns) {
    const column = columns[name]
    for (let i = 0; i < known.length; i++) if (known[i] === 0) column[i] = absent[name] ?? 0
  }
}

/** The candidates at some places, in that order. */
export const pick = <C extends Numbers>({ columns }: Batch<C>, places: readonly number[]): Batch<C> => {
  const picked: Record<string, NumberColumn> = {}
  for (const name in columns) picked[name] = taken(columns[name], places)
  return { count: places.length, columns: picked as Columns<C> } // as of `mapColumns`
}

const taken = (column: NumberColumn, places: readonly number[]): NumberColumn => {
  const into = allocate(column instanceof Float32Array, places.length)
  for (let i = 0; i < places.length; i++) into[i] = column[places[i] ?? 0] ?? 0
  return into
}

/** The first so many of each column. */
export const firstOf = <C extends Numbers>({ columns }: Batch<C>, count: number): Batch<C> => {
  const first: Record<string, NumberColumn> = {}
  for (const name in columns) first[name] = columns[name].subarray(0, count)
  return { count, columns: first as Columns<C> } // as of `mapColumns`
}

/** Both sets of columns, for the same candidates. */
export const join = <C extends Numbers, Added extends Numbers>(
  { columns, count }: Batch<C>,
  added: Columns<Added>,
): Batch<C & Added> => {
  const joined: Columns<C> & Columns<Added> = { ...columns, ...added }
  return { count, columns: joined as Columns<C & Added> } // TypeScript does not see through the intersection
}

/** One candidate as an object; name by name, since lists of entries for each row were most of what it cost. */
export const rowAt = <C extends Numbers>({ columns }: Batch<C>, place: number): C => {
  const row: Record<string, number> = {}
  for (const name in columns) row[name] = columns[name][place] ?? 0
  return row as C // TypeScript does not see that the names are those of C
}
