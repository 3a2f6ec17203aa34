import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

/**
 * Rows into a CSV file, one at a time. A cell is quoted where it has to be (RFC 4180), so that ids of any kind come back as
 * they went in. The file is made at once: what can't be written is known before minutes of work, not after.
 */
export const openCsvWriter = async (path: string, header: readonly string[]) => {
  const stream = createWriteStream(path)
  await new Promise<void>((open, fail) => stream.once('open', () => open()).once('error', fail))
  // Told again by `close`, to whom it concerns.
  stream.on('error', () => undefined)
  const write = (cells: readonly unknown[]): void => void stream.write(`${cells.map(cellOf).join(',')}\n`)
  write(header)
  return {
    write,
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
