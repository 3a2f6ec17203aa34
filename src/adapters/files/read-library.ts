import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportRow, LibraryFile, LibraryMemory, LibrarySource } from '#catalog'
import type { Track, TrackId } from '#domain'
import { sameStamp, stampOf } from './file-stamp.ts'
import { readAudioFolder } from './read-audio-folder.ts'
import { unreadable } from './read-text.ts'
import { readTrackTable } from './read-track-table.ts'

/**
 * What a person points at with `--library`: a folder of audio files, or a table of tracks. Rejects with
 * `unreadable-library` when nothing readable is there, `invalid-table` when it is not a table of tracks.
 */
export const readLibrary = async (path: string, memory?: LibraryMemory): Promise<LibrarySource> => {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  return found.isDirectory() ? readAudioFolder(path, memory) : readTable(path, memory)
}

/** A table that has not been written since it was read holds the tracks it held. */
const readTable = async (path: string, memory: LibraryMemory | undefined): Promise<LibrarySource> => {
  const label = basename(path)
  const stamp = await stampOf(path)
  const known = memory?.record?.files[label]
  const tracks = known?.ids.map((id) => memory?.trackOf(id)) ?? []
  if (known !== undefined && sameStamp(known, stamp) && tracks.every((track) => track !== undefined)) {
    const sameRecord = () => ({ path, label, files: { [label]: known } })
    return { kind: 'table', label, rows: sameRows(tracks), fraction: () => 1, record: sameRecord }
  }
  const rows: StandingRow[] = []
  const { size, modifiedMs } = stamp ?? { size: -1, modifiedMs: 0 }
  const record = () => ({ path, label, files: { [label]: { size, modifiedMs, ...idsIn(rows, known) } } })
  const source = await readTrackTable(path, memory)
  const read = async function* (): AsyncGenerator<ImportRow> {
    for await (const row of source.rows) {
      if ('track' in row) rows.push({ row: row.row, id: row.track.id, madeId: row.madeId })
      yield row
    }
  }
  return { ...source, rows: read(), fraction: () => source.fraction(), record }
}

interface StandingRow {
  readonly row: number
  readonly id: TrackId
  readonly madeId?: TrackId | undefined
}

/**
 * The ids in the order of the rows, and which of them are carried: rows that are not there now are remembered too, for
 * they come back as what they were.
 */
const idsIn = (
  rows: readonly StandingRow[],
  known: LibraryFile | undefined,
): Pick<LibraryFile, 'ids' | 'carried'> => {
  const ids = rows.toSorted((one, other) => one.row - other.row).map(({ id }) => id)
  const there = new Set<string>(ids)
  const made = new Set<string>(rows.flatMap(({ madeId }) => madeId ?? []))
  const carried = Object.entries(known?.carried ?? {}).filter(
    ([name, id]) => !made.has(name) && !there.has(id),
  )
  for (const { id, madeId } of rows) if (madeId !== undefined && madeId !== id) carried.push([madeId, id])
  return { ids, ...(carried.length > 0 && { carried: Object.fromEntries(carried) }) }
}

const sameRows = (tracks: readonly Track[]): readonly ImportRow[] =>
  tracks.map((track, at) => ({ row: at + 1, where: `row ${at + 1}`, track, isAsItWas: true }))
