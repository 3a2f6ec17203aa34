import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { AppError } from '#domain'
import type { Cells, OpenTable, Table } from '#models'
import { oddWidth, openCsv } from './csv-rows.ts'
import { linesOf } from './json-rows.ts'
import { openParquet } from './parquet-rows.ts'
import { openText, reasonOf } from './read-text.ts'

/**
 * A table of rows with named cells, whatever they mean: `.csv` and `.jsonl`, each also with `.gz`, or `.parquet`. Names of
 * columns are taken as they stand. The file is read once more before for its hash, so that a report names what it was made of.
 */

type Opened = Pick<Table, 'rows' | 'fraction'>

const openCsvTable = async (path: string): Promise<Opened> => {
  const { names, records, fraction } = await openCsv(path, 'listener_id,item_id')
  const rows = async function* (): AsyncGenerator<Cells | string> {
    for await (const record of records)
      yield record.length === names.length
        ? Object.fromEntries(names.map((name, at) => [name, record[at]]))
        : oddWidth
  }
  return { rows: rows(), fraction }
}

const openLines = async (path: string): Promise<Opened> => {
  const { pieces, fraction } = await openText(path)
  const rows = async function* (): AsyncGenerator<Cells | string> {
    for await (const line of linesOf(path, pieces)) yield cellsOf(line)
  }
  return { rows: rows(), fraction }
}

const cellsOf = (line: string): Cells | string => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : 'is not a JSON object'
  } catch {
    return 'is not valid JSON'
  }
}

const openParquetTable = async (path: string): Promise<Opened> => {
  const { header, total, objects } = await openParquet(path)
  let read = 0
  const rows = async function* (): AsyncGenerator<Cells> {
    for await (const object of objects(header)) {
      read++
      yield object
    }
  }
  return { rows: rows(), fraction: () => (total === 0 ? 1 : read / total) }
}

const formats = [
  { ending: /\.csv(\.gz)?$/i, open: openCsvTable },
  { ending: /\.(jsonl|ndjson)(\.gz)?$/i, open: openLines },
  { ending: /\.parquet$/i, open: openParquetTable },
] as const

export const openTable: OpenTable = async (path) => {
  const format = formats.find(({ ending }) => ending.test(path))
  if (format === undefined)
    throw new AppError(
      'invalid-table',
      `${path} is no table by its name: give a .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet file.`,
    )
  await access(path).catch((cause: unknown) => {
    throw new AppError(
      'unreadable-library',
      `Can't read ${path}: ${reasonOf(cause)}. Check how it is written.`,
      { cause },
    )
  })
  const opened = await format.open(path)
  return { path, sha256: await sha256Of(path), ...opened }
}

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}
