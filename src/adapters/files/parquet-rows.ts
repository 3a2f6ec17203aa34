import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { AppError } from '#domain'
import type { Field } from './column-names.ts'
import { joinedCell } from './numbered-columns.ts'
import { unreadable } from './read-text.ts'
import type { TableRows } from './read-track-table.ts'
import { type Columns, readHeader } from './table-columns.ts'

/**
 * Rows of a Parquet file, one row group in memory at a time and only the columns that mean something.
 * The trap is 64-bit integers, which arrive as BigInt: they stay as they are here, `table-row.ts` reads them.
 */
export const openParquetRows = async (path: string): Promise<TableRows> => {
  const { header, total, objects } = await openParquet(path)
  const { columns, report } = readHeader(path, header)
  let read = 0

  const rows = async function* (): AsyncGenerator<ReadonlyMap<Field, unknown> | string> {
    for await (const object of objects([...columns.values()].flat())) {
      read += 1
      yield cellsOf(object, columns)
    }
  }
  return { rows: rows(), fraction: () => (total === 0 ? 1 : read / total), columns: report }
}

/** Its columns, how many rows it has, and those rows with some of the columns. */
export const openParquet = async (path: string) => {
  const file = await asyncBufferFromFile(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw notParquet(path, error)
  })
  const objects = async function* (columns: string[]): AsyncGenerator<Readonly<Record<string, unknown>>> {
    let rowStart = 0
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      yield* await parquetReadObjects({
        file,
        metadata,
        compressors,
        columns,
        rowStart,
        rowEnd,
      }).catch((error: unknown) => {
        throw notParquet(path, error)
      })
      rowStart = rowEnd
    }
  }
  const header = parquetSchema(metadata).children.map((column) => column.element.name)
  return { header, total: Number(metadata.num_rows), objects }
}

const cellsOf = (row: Readonly<Record<string, unknown>>, columns: Columns): ReadonlyMap<Field, unknown> =>
  new Map([...columns].map(([field, names]) => [field, joinedCell(names.map((name) => row[name]))]))

const notParquet = (path: string, cause: unknown): AppError =>
  new AppError(
    'invalid-table',
    `${path} is not a Parquet file that can be read (${cause instanceof Error ? cause.message : String(cause)}): write it again, or export it as CSV.`,
    { cause },
  )
