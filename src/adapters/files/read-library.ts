import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImportRow, LibraryMemory, LibrarySource } from '#catalog'
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
  const ids: TrackId[] = []
  const record = () => ({
    path,
    label,
    files: { [label]: { size: stamp?.size ?? -1, modifiedMs: stamp?.modifiedMs ?? 0, ids } },
  })
  const tracks = known?.ids.map((id) => memory?.trackOf(id)) ?? []
  if (known !== undefined && sameStamp(known, stamp) && tracks.every((track) => track !== undefined)) {
    ids.push(...known.ids)
    return { kind: 'table', label, rows: sameRows(tracks), fraction: () => 1, record }
  }
  const source = await readTrackTable(path, memory?.tracksEver())
  const rows = async function* (): AsyncGenerator<ImportRow> {
    for await (const row of source.rows) {
      if ('track' in row) ids.push(row.track.id)
      yield row
    }
  }
  return { ...source, rows: rows(), fraction: () => source.fraction(), record }
}

const sameRows = (tracks: readonly Track[]): readonly ImportRow[] =>
  tracks.map((track, at) => ({ row: at + 1, where: `row ${at + 1}`, track, isAsItWas: true }))
