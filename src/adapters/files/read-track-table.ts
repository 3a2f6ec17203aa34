import { statSync } from 'node:fs'
import { basename } from 'node:path'
import {
  type ColumnReport,
  createRecordingDoubts,
  createRecordings,
  type ImportRow,
  type LenientReading,
  type LibraryMemory,
  mostSongs,
  type RecordingDoubts,
  type Sighting,
  type TrackSource,
} from '#catalog'
import { AppError, type Track, type TrackId } from '#domain'
import { createArtistAccount } from './artist-account.ts'
import type { Field } from './column-names.ts'
import { openCsvRows } from './csv-rows.ts'
import { openJsonLineRows, openJsonRows } from './json-rows.ts'
import { createLeftOutAccount } from './left-out.ts'
import { openParquetRows } from './parquet-rows.ts'
import type { Cells } from './table-names.ts'
import { isMadeId, readRow } from './table-row.ts'

/** What a file format gives: cells by meaning, or why a row can't be read. */
export interface TableRows {
  readonly rows: AsyncIterable<ReadonlyMap<Field, unknown> | string>
  fraction(): number
  readonly columns: ColumnReport
}

/** A row as a track, and the id that was made of what it says. */
export type TableRow = ImportRow & { readonly madeId?: TrackId | undefined }

interface TableSource extends TrackSource {
  readonly rows: AsyncIterable<TableRow>
  readonly columns: () => ColumnReport
}

type TableMemory = Pick<LibraryMemory, 'tracksEver' | 'carry'>
const nothingKnown: TableMemory = { tracksEver: () => [], carry: (rows) => rows }

const formats: readonly { readonly ending: RegExp; readonly open: (path: string) => Promise<TableRows> }[] = [
  { ending: /\.(csv|tsv|txt)(\.gz)?$/i, open: openCsvRows },
  { ending: /\.(jsonl|ndjson)(\.gz)?$/i, open: openJsonLineRows },
  { ending: /\.json(\.gz)?$/i, open: openJsonRows },
  { ending: /\.parquet$/i, open: openParquetRows },
]

/**
 * A table of tracks, read row by row: `.csv`, `.jsonl` and `.json`, each also with `.gz`, or `.parquet`; column names in
 * `table-columns.ts`. Rows count from 1, the header not counted. The first row with an id is taken, later ones
 * with the same id are refused. Versions of one recording share its id unless the table has a column for it, and believable
 * ids in it: where it has one, a file is gone through once before. Rows that
 * may be gone ones under other names come last.
 * Rejects with `unreadable-library` or `invalid-table` before the first row where it can.
 */
export const readTrackTable = async (
  path: string,
  memory: TableMemory = nothingKnown,
): Promise<TableSource> => {
  const format = formats.find(({ ending }) => ending.test(path))
  if (format === undefined) {
    throw new AppError(
      'invalid-table',
      `${path} has no ending that is known: expected .csv, .tsv, .txt, .jsonl, .json (each also with .gz) or .parquet.`,
    )
  }
  const table = await format.open(path)
  const artists = createArtistAccount(table.columns)
  const leftOut = createLeftOutAccount()
  const count: Count = (cells, { track, leftOut: faults = [] }) => {
    if (track === undefined) return
    artists.add(cells, track)
    leftOut.add(faults)
  }
  const doubts = createRecordingDoubts()
  const look = async () => {
    // What can be read once only, such as a pipe, is believed.
    if (!('recordingId' in table.columns.used) || !statSync(path).isFile()) return
    await gatherDoubts((await format.open(path)).rows, doubts)
  }
  return {
    kind: 'table',
    label: basename(path),
    rows: importRows(readRows(table.rows, basename(path), count), memory, doubts, look),
    fraction: table.fraction,
    doubts,
    columns: () => ({
      ...table.columns,
      warnings: [
        ...table.columns.warnings,
        ...artists.warnings(),
        ...leftOut.warnings(),
        ...warningsOf(doubts),
      ],
    }),
  }
}

/** Told of each row that is taken. */
type Count = (cells: Cells, reading: LenientReading) => void

/** A row before it has its recording. */
interface ReadRow extends Sighting {
  readonly row: number
  readonly hasRecording: boolean
  readonly madeId: TrackId | undefined
}

async function* readRows(rows: TableRows['rows'], file: string, count: Count): AsyncGenerator<ReadRow> {
  const seen = new Set<string>()
  let row = 0
  for await (const cells of rows) {
    row += 1
    if (typeof cells === 'string') {
      yield { row, file, reading: { refused: cells }, hasRecording: false, madeId: undefined }
      continue
    }
    const reading = readRow(cells)
    const { track, formerIds } = reading
    const isGiven = !reading.isMade
    const madeId = isGiven ? undefined : track?.id
    const hasRecording = track !== undefined && !reading.isUnplaced
    const known = { row, file, isGiven, hasRecording, madeId, formerIds }
    if (track === undefined) yield { ...known, reading }
    else if (seen.has(track.id)) yield { ...known, reading: { refused: 'id: an earlier row has the same' } }
    else {
      seen.add(track.id)
      count(cells, reading)
      yield { ...known, reading }
    }
  }
}

/** What keeps the table from being read to its end is met again by whoever reads it for its tracks, and told then. */
const gatherDoubts = async (rows: TableRows['rows'], doubts: RecordingDoubts): Promise<void> => {
  try {
    for await (const cells of rows) {
      if (typeof cells === 'string') continue
      const reading = readRow(cells)
      if (reading.track !== undefined && !reading.isUnplaced) doubts.add(reading.track)
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
  }
}

/** Of ids; how many more there are is one line. */
const mostWarnings = 5

const warningsOf = (doubts: RecordingDoubts): readonly string[] => {
  const found = doubts.found()
  const said = found
    .slice(0, mostWarnings)
    .map(
      ([id, tracks]) =>
        `The recording id "${id.slice(0, 60)}" stands on ${tracks} tracks of more than ${mostSongs} different songs, so it is not believed: a block on one of them would hide all. Their versions are told by artist, title and length. Leave the cell empty where there is no recording id.`,
    )
  const more = found.length - said.length
  return more > 0
    ? [...said, `${more} more recording ids stand on as many songs and are not believed.`]
    : said
}

async function* importRows(
  rows: AsyncIterable<ReadRow>,
  memory: TableMemory,
  doubts: RecordingDoubts,
  look: () => Promise<void>,
): AsyncGenerator<TableRow> {
  await look()
  const recordingOf = await createRecordings(memory.tracksEver(), doubts)
  const mayBeGone = (_: string, { id }: Track) => isMadeId(id)
  for await (const { row, reading, madeId, hasRecording } of memory.carry(rows, mayBeGone)) {
    const where = `row ${row}`
    const { track, refused } = reading
    if (track === undefined) yield { row, where, refused }
    else {
      const isBelieved = hasRecording && !doubts.has(track.recordingId)
      const recordingId = isBelieved ? track.recordingId : recordingOf(track)
      yield { row, where, track: { ...track, recordingId }, madeId }
    }
  }
}
