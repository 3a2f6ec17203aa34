import { AppError } from '#domain'
import type { Field } from './column-names.ts'
import { csvRecords } from './csv-records.ts'
import { joinedCell } from './numbered-columns.ts'
import { openText } from './read-text.ts'
import type { TableRows } from './read-track-table.ts'
import { readHeader } from './table-columns.ts'

/**
 * Rows of a CSV file: UTF-8, a header line, parted by comma, semicolon, tab or bar, whichever the header shows, or by
 * what a line before it says, as Excel has it ("sep=;").
 */
export const openCsvRows = async (path: string): Promise<TableRows> => {
  const { names, records, fraction } = await openCsv(path, 'id,title,artist')
  const { columns, report } = readHeader(path, names)
  // Of two columns of the very same name the first is read.
  const places = [...columns].map(([field, read]): Places => [field, read.map((name) => names.indexOf(name))])
  return { rows: rowsOf(records, names.length, places), fraction, columns: report }
}

/** The header, and the records after it. `such` is a header as it is expected, for the error about an empty file. */
export const openCsv = async (path: string, such: string) => {
  const text = await openText(path)
  const { said, beginning, all } = await peekLine(text.pieces)
  const records = csvRecords(path, all, said ?? delimiterOf(beginning))
  const header = await records.next()
  if (header.done)
    throw new AppError('invalid-table', `${path} is empty: expected a header line such as ${such}.`)
  return { names: header.value, records, fraction: text.fraction }
}

/** Where the columns of a meaning stand, in the order in which they are read. */
type Places = readonly [Field, readonly number[]]

export const oddWidth = 'has more or fewer cells than the header'

async function* rowsOf(
  records: AsyncGenerator<readonly string[]>,
  width: number,
  places: readonly Places[],
): AsyncGenerator<ReadonlyMap<Field, unknown> | string> {
  for await (const record of records) {
    if (record.length !== width) {
      yield oddWidth
      continue
    }
    const cells = new Map<Field, unknown>()
    for (const [field, columns] of places) cells.set(field, joinedCell(columns.map((at) => record[at])))
    yield cells
  }
}

const longestHeader = 1_000_000

/** What the text says of its separator; the rest up to and beyond its first line, and the whole rest again. */
const peekLine = async (
  pieces: AsyncIterable<string>,
): Promise<{ said: string | undefined; beginning: string; all: AsyncIterable<string> }> => {
  const iterator = pieces[Symbol.asyncIterator]()
  let beginning = ''
  while (!/[\r\n]/.test(beginning) && beginning.length < longestHeader) {
    const piece = await iterator.next()
    if (piece.done) break
    beginning += piece.value
  }
  const [line = '', said] = saidSeparator.exec(beginning) ?? []
  beginning = beginning.slice(line.length)
  const all = async function* () {
    try {
      yield beginning
      for (let piece = await iterator.next(); !piece.done; piece = await iterator.next()) yield piece.value
    } finally {
      await iterator.return?.()
    }
  }
  return { said, beginning, all: all() }
}

const saidSeparator = /^"?sep=([^\p{L}\p{N}"\r\n])"?[,;\t]*(?:\r\n?|\n)/iu

const delimiterOf = (text: string): string => {
  const header = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => header.split(delimiter).length - 1
  return [',', ';', '\t', '|'].reduce((best, delimiter) =>
    count(delimiter) > count(best) ? delimiter : best,
  )
}
