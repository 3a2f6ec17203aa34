import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { createRecordings, type ImportRow, type TrackReading, type TrackSource } from '#catalog'
import { isAudioName, readAudioFile } from './audio-file.ts'
import { unreadable } from './read-text.ts'

/**
 * A folder of audio files as tracks. The traps: a link that leads out of the folder would let the server hand
 * out any file of the machine; the order in which a system lists files differs; one broken file or closed
 * folder must not end the walk.
 */
const filesAtOnce = 4

interface Found {
  /** Below the library folder, parted by `/`, composed (NFC): the same on every system. */
  readonly relative: string
  readonly path: string
  readonly refused?: string
}

/**
 * Tracks in the order of their paths. The id survives moving the folder and editing tags, not renaming the
 * file. `audioPath` is absolute, with links resolved. Hidden files and files without an audio ending are passed
 * over; links are not followed, those that lead out are refused. Rejects with `unreadable-library`.
 */
export const readAudioFolder = async (path: string): Promise<TrackSource> => {
  const root = await realpath(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const files = await walk(root).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  let read = 0
  const rows = async function* (): AsyncGenerator<ImportRow> {
    const recordingOf = createRecordings()
    for (let start = 0; start < files.length; start += filesAtOnce) {
      const group = files.slice(start, start + filesAtOnce)
      for (const [relative, reading] of await Promise.all(group.map(readFound))) {
        read += 1
        const place = { row: read, where: relative }
        if (reading.refused !== undefined) yield { ...place, refused: reading.refused }
        else yield { ...place, track: { ...reading.track, recordingId: recordingOf(reading.track) } }
      }
    }
  }
  return {
    kind: 'folder',
    label: basename(root),
    rows: rows(),
    fraction: () => (files.length === 0 ? 1 : read / files.length),
  }
}

const readFound = async ({ relative, path, refused }: Found): Promise<readonly [string, TrackReading]> => [
  relative,
  refused === undefined ? await readAudioFile(path, relative) : { refused },
]

const walk = async (root: string): Promise<readonly Found[]> => {
  const found: Found[] = []
  const visit = async (folder: string, above: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true })
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const relative = `${above}${entry.name}`.normalize('NFC')
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        await visit(path, `${relative}/`).catch(() =>
          found.push({ relative, path, refused: 'a folder that may not be read' }),
        )
      } else if (entry.isSymbolicLink()) {
        const refused = await refuseLink(root, path)
        if (refused !== undefined) found.push({ relative, path, refused })
      } else if (entry.isFile() && isAudioName(entry.name)) found.push({ relative, path })
    }
  }
  await visit(root, '')
  return found
}

/** A link within the folder needs nothing: what it leads to is found where it is. */
const refuseLink = async (root: string, path: string): Promise<string | undefined> => {
  const target = await realpath(path).catch(() => undefined)
  if (target === undefined) return isAudioName(path) ? 'a link that leads nowhere' : undefined
  if (target === root || target.startsWith(root + sep)) return undefined
  const leadsToMusic = isAudioName(target) || (await stat(target)).isDirectory()
  return leadsToMusic ? 'a link that leads out of the library folder' : undefined
}
