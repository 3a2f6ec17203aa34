import { basename } from 'node:path'
import { type ColumnReport, createRecordings, type ImportRow, type TrackSource } from '#catalog'
import { AppError, type Track } from '#domain'
import { type ArtistAccount, createArtistAccount } from './artist-account.ts'
import { openCsvRows } from './csv-rows.ts'
import { openJsonLineRows, openJsonRows } from './json-rows.ts'
import { openParquetRows } from './parquet-rows.ts'
import type { Field } from './table-columns.ts'
import type { Cells } from './table-names.ts'
import { readRow } from './table-row.ts'

/** What a file format gives: cells by meaning, or why a row can't be read. */
export interface TableRows {
  readonly rows: AsyncIterable<ReadonlyMap<Field, unknown> | string>
  fraction(): number
  readonly columns: ColumnReport
}

const formats: readonly { readonly ending: RegExp; readonly open: (path: string) => Promise<TableRows> }[] = [
  { ending: /\.(csv|tsv|txt)(\.gz)?$/i, open: openCsvRows },
  { ending: /\.(jsonl|ndjson)(\.gz)?$/i, open: openJsonLineRows },
  { ending: /\.json(\.gz)?$/i, open: openJsonRows },
  { ending: /\.parquet$/i, open: openParquetRows },
]

/**
 * A table of tracks, read row by row: `.csv`, `.jsonl` and `.json`, each also with `.gz`, or `.parquet`; column names in
 * `table-columns.ts`. Rows count from 1, the header not counted. The first row with an id is taken, later ones
 * with the same id are refused. Versions of one recording share its id unless the table has a column for it;
 * `known` is for `createRecordings`.
 * Rejects with `unreadable-library` or `invalid-table` before the first row where it can.
 */
export const readTrackTable = async (path: string, known?: Iterable<Track>): Promise<TrackSource> => {
  const format = formats.find(({ ending }) => ending.test(path))
  if (format === undefined) {
    throw new AppError(
      'invalid-table',
      `${path} has no ending that is known: expected .csv, .tsv, .txt, .jsonl, .json (each also with .gz) or .parquet.`,
    )
  }
  const table = await format.open(path)
  const account = createArtistAccount(table.columns)
  return {
    kind: 'table',
    label: basename(path),
    rows: importRows(table.rows, account, known),
    fraction: table.fraction,
    columns: () => ({ ...table.columns, warnings: [...table.columns.warnings, ...account.warnings()] }),
  }
}

async function* importRows(
  rows: TableRows['rows'],
  account: ArtistAccount,
  known?: Iterable<Track>,
): AsyncGenerator<ImportRow> {
  const recordingOf = await createRecordings(known)
  const seen = new Set<string>()
  let row = 0
  for await (const cells of rows) {
    row += 1
    const where = `row ${row}`
    if (typeof cells === 'string') {
      yield { row, where, refused: cells }
      continue
    }
    const reading = readRow(cells)
    if (reading.refused !== undefined) yield { row, where, refused: reading.refused }
    else if (seen.has(reading.track.id)) yield { row, where, refused: 'id: an earlier row has the same' }
    else {
      const { track } = reading
      seen.add(track.id)
      account.add(cells, track)
      yield { row, where, track: hasRecording(cells) ? track : { ...track, recordingId: recordingOf(track) } }
    }
  }
}

const hasRecording = (cells: Cells): boolean => {
  const value = cells.get('recordingId')
  return value !== undefined && value !== null && value !== ''
}
