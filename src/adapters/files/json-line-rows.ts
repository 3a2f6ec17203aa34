import { openText } from './read-text.ts'
import type { TableRows } from './read-track-table.ts'
import { type Field, fieldOf, readHeader } from './table-columns.ts'

/**
 * Rows of a JSON Lines file: one object per line, keys named as table columns or as Segue's own track fields.
 * Objects may leave keys out, so the header is what the first hundred objects have between them; without an id
 * or a title in any of them the table is refused, not its every row.
 */
const headerRows = 100
const longestLine = 1_000_000

export const openJsonLineRows = async (path: string): Promise<TableRows> => {
  const text = await openText(path)
  const lines = linesOf(text.pieces)
  const first: string[] = []
  while (first.length < headerRows) {
    const line = await lines.next()
    if (line.done) break
    first.push(line.value)
  }
  const keys = new Set(
    first.map(objectOf).flatMap((row) => (typeof row === 'string' ? [] : Object.keys(row))),
  )
  const { columns, report } = readHeader(path, onePerField(keys))
  const guessed = new Map([...columns].map(([field, key]): [string, Field] => [key, field]))
  const rows = async function* () {
    for (const line of first) yield cellsOf(line, guessed)
    for await (const line of lines) yield cellsOf(line, guessed)
  }
  return { rows: rows(), fraction: text.fraction, columns: report }
}

// Different rows may name one thing differently; within one row that is a fault of the row.
const onePerField = (keys: Iterable<string>): readonly string[] => [
  ...new Map([...keys].map((key) => [fieldOf(key) ?? key, key])).values(),
]

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
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

const objectOf = (line: string): Readonly<Record<string, unknown>> | string => {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : 'is not a JSON object'
  } catch {
    return 'is not valid JSON'
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const cellsOf = (line: string, guessed: ReadonlyMap<string, Field>): ReadonlyMap<Field, unknown> | string => {
  const row = objectOf(line)
  if (typeof row === 'string') return row
  const cells = new Map<Field, unknown>()
  for (const [key, value] of Object.entries(row)) {
    const field = fieldOf(key) ?? guessed.get(key)
    if (field === undefined) continue
    if (cells.has(field)) return `has two keys for ${field}`
    cells.set(field, value)
  }
  return cells
}
