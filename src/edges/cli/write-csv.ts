import type { Writable } from 'node:stream'
import type { Cells } from '#models'

/**
 * Rows into a CSV file, one at a time. A cell is quoted where it has to be (RFC 4180), so that ids of any kind come back as
 * they went in.
 */
export const createCsvWriter = (stream: Writable, header: readonly string[]) => {
  const write = (cells: readonly unknown[]): void => writeLine(stream, cells.map(cellOf).join(','))
  write(header)
  return { write }
}

/** Rows into a file as its name says: lines of JSON where it ends with .jsonl, where a cell may be a list, else CSV. */
export const createRowsWriter = (stream: Writable, path: string, columns: readonly string[]) => {
  if (path.endsWith('.jsonl')) return { write: (row: Cells) => writeLine(stream, JSON.stringify(row)) }
  const { write } = createCsvWriter(stream, columns)
  return { write: (row: Cells) => write(columns.map((name) => row[name])) }
}

const writeLine = (stream: Writable, line: string): void => {
  // A disk that is full is known now and not after an hour.
  if (stream.errored) throw stream.errored
  stream.write(`${line}\n`)
}

const cellOf = (cell: unknown): string => {
  const text = cell === undefined || cell === null ? '' : String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
