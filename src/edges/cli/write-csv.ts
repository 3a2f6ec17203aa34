import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Cells } from '#models'

/**
 * Rows into a CSV file, one at a time. A cell is quoted where it has to be (RFC 4180), so that ids of any kind come back as
 * they went in. The file is made at once: what can't be written is known before minutes of work, not after.
 */
export const openCsvWriter = async (path: string, header: readonly string[]) => {
  const { writeLine, close } = await openLines(path)
  const write = (cells: readonly unknown[]): void => writeLine(cells.map(cellOf).join(','))
  write(header)
  return { write, close }
}

/** Rows into a file as its name says: lines of JSON where it ends with .jsonl, where a cell may be a list, else CSV. */
export const openRowsWriter = async (path: string, columns: readonly string[]) => {
  if (!path.endsWith('.jsonl')) {
    const { write, close } = await openCsvWriter(path, columns)
    return { write: (row: Cells) => write(columns.map((name) => row[name])), close }
  }
  const { writeLine, close } = await openLines(path)
  return { write: (row: Cells) => writeLine(JSON.stringify(row)), close }
}

const openLines = async (path: string) => {
  const stream = createWriteStream(path)
  await new Promise<void>((open, fail) => stream.once('open', () => open()).once('error', fail))
  // Told again by `close`, to whom it concerns.
  stream.on('error', () => undefined)
  return {
    writeLine: (line: string): void => void stream.write(`${line}\n`),
    async close(): Promise<void> {
      stream.end()
      await finished(stream)
    },
  }
}

export type CsvWriter = Awaited<ReturnType<typeof openCsvWriter>>

const cellOf = (cell: unknown): string => {
  const text = cell === undefined || cell === null ? '' : String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
