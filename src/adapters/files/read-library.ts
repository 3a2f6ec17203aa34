import { stat } from 'node:fs/promises'
import type { TrackSource } from '#catalog'
import { readAudioFolder } from './read-audio-folder.ts'
import { unreadable } from './read-text.ts'
import { readTrackTable } from './read-track-table.ts'

/**
 * What a person points at with `--library`: a folder of audio files, or a table of tracks. Rejects with
 * `unreadable-library` when nothing readable is there, `invalid-table` when it is not a table of tracks.
 */
export const readLibrary = async (path: string): Promise<TrackSource> => {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  return found.isDirectory() ? readAudioFolder(path) : readTrackTable(path)
}
