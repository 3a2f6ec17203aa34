import type { ColumnReport } from '#catalog'
import { AppError } from '#domain'
import type { Field } from './column-names.ts'
import { jsonObjects } from './json-objects.ts'
import { joinedCell } from './numbered-columns.ts'
import { openText } from './read-text.ts'
import type { TableRows } from './read-track-table.ts'
import { bestNames, type Columns, fieldOf, hasMeaning, readHeader } from './table-columns.ts'
import { isStructure, isTextWithMore, type Structure } from './table-names.ts'

/**
 * Rows of a JSON Lines file (one object per line) or of a JSON list of objects, keys named as table columns or as
 * Segue's own track fields; what lies deeper is named by the whole way to it, as in `track_metadata_artist_name`.
 * Objects may leave keys out, so the header is what the first hundred objects have between them; without an id
 * or a title in any of them the table is refused, not its every row.
 */
const headerRows = 100
const longestLine = 1_000_000

export const openJsonLineRows = (path: string): Promise<TableRows> => openRows(path, linesOf)
export const openJsonRows = (path: string): Promise<TableRows> => openRows(path, jsonObjects)

const openRows = async (path: string, objectsOf: typeof linesOf): Promise<TableRows> => {
  const text = await openText(path)
  const lines = objectsOf(path, text.pieces)
  const first: string[] = []
  while (first.length < headerRows) {
    const line = await lines.next()
    if (line.done) break
    first.push(line.value)
  }
  if (first.length === 0) {
    throw new AppError(
      'invalid-table',
      `${path} is empty: expected objects such as {"id": "1", "title": "A", "artist": "B"}.`,
    )
  }
  const { names, readAs } = namesIn(first.map(objectOf))
  const { columns, report } = readHeader(path, names)
  const rows = async function* () {
    for (const line of first) yield cellsOf(line, columns)
    for await (const line of lines) yield cellsOf(line, columns)
  }
  return {
    rows: rows(),
    fraction: text.fraction,
    columns: { ...report, used: allNames(report.used, readAs) },
  }
}

/**
 * What stands for a header. Different rows may name one thing differently, and then any of the names will do; of
 * two in one row only the better is read, so the other is a column of its own.
 */
const namesIn = (rows: readonly (Structure | string)[]): { names: readonly string[]; readAs: NamesRead } => {
  const all = new Set<string>()
  const readAs = new Map<string, Map<string, readonly string[]>>()
  for (const row of rows) {
    if (typeof row === 'string') continue
    for (const key of Object.keys(row)) all.add(key)
    for (const [field, keys] of bestNames(namesWithValue(row))) {
      const together = keys.join(' + ')
      readAs.set(field, (readAs.get(field) ?? new Map()).set(together, keys))
    }
  }
  const read = [...readAs.values()].map((names) => [...names.values()])
  const left = new Set(
    read.flatMap(([first = [], ...others]) => others.flat().filter((key) => !first.includes(key))),
  )
  return { names: [...all].filter((key) => !left.has(key)), readAs }
}

/** Field → the names it had in any row, the first ones first; those that are read together are one. */
type NamesRead = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

/** The report names them all: "title / song", where rows name one thing differently. */
const allNames = (used: ColumnReport['used'], readAs: NamesRead): ColumnReport['used'] =>
  Object.fromEntries(
    Object.entries(used).map(([field, name]) => [
      field,
      [...(readAs.get(field)?.keys() ?? [name])].join(' / '),
    ]),
  )

/** The lines of a text that say something. */
export async function* linesOf(_path: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield line
    // An endless line is cut: what is left of it can't be JSON and is refused as such.
    if (rest.length > longestLine) rest = rest.slice(0, longestLine)
  }
  if (rest.trim() !== '') yield rest
}

const objectOf = (line: string): Structure | string => {
  try {
    const value: unknown = JSON.parse(line)
    return isStructure(value) ? Object.fromEntries(flattened(value, '')) : 'is not a JSON object'
  } catch {
    return 'is not valid JSON'
  }
}

const deepest = 4

/**
 * Objects under a name with a meaning of its own are that thing: a release, a person. Of what lies in them only what
 * means something else is told apart, as the day of a release. An object where a title is expected is the track
 * itself, as in `{"items": [{"added_at": …, "track": {…}}]}`: what it says of itself counts.
 */
const flattened = (row: Structure, above: string, depth = 1): readonly [string, unknown][] =>
  Object.entries(row)
    .toSorted((one, other) => Number(isTrack(above, one)) - Number(isTrack(above, other)))
    .flatMap((entry): readonly [string, unknown][] => {
      const [key, value] = entry
      const name = `${above}${key}`
      if (!isStructure(value) || depth >= deepest) return [[name, value]]
      if (isTrack(above, entry)) return flattened(value, '', depth + 1)
      const field = fieldOf(name)
      const below = flattened(value, `${name}_`, depth + 1)
      if (field === undefined) return below
      return [[name, value], ...below.filter(([inner]) => fieldOf(inner) !== field && hasMeaning(inner))]
    })

const isTrack = (above: string, [key, value]: readonly [string, unknown]): boolean =>
  fieldOf(`${above}${key}`) === 'title' && isStructure(value) && !isTextWithMore(value)

/** A name that says nothing in this row leaves its meaning to another that does. */
const namesWithValue = (row: Structure): readonly string[] =>
  Object.keys(row).filter((key) => row[key] !== null && row[key] !== '')

const cellsOf = (line: string, columns: Columns): ReadonlyMap<Field, unknown> | string => {
  const row = objectOf(line)
  if (typeof row === 'string') return row
  const cells = new Map<Field, unknown>()
  const cellOf = (keys: readonly string[]) => joinedCell(keys.map((key) => row[key]))
  for (const [field, keys] of bestNames(namesWithValue(row))) cells.set(field, cellOf(keys))
  for (const [field, keys] of columns) {
    if (!cells.has(field) && keys.some((key) => Object.hasOwn(row, key))) cells.set(field, cellOf(keys))
  }
  return cells
}
