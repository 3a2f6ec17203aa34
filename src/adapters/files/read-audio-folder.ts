import type { Dirent, Stats } from 'node:fs'
import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import {
  createRecordings,
  type FileTags,
  type ImportRow,
  type LibraryFile,
  type LibraryMemory,
  type LibrarySource,
} from '#catalog'
import type { Track } from '#domain'
import { warningsOfFiles } from './artist-account.ts'
import { isAudioName, readAudioFile } from './audio-file.ts'
import { createFileIds, type FileIds } from './audio-file-ids.ts'
import { findSound } from './audio-frames.ts'
import { sameStamp, stampOf } from './file-stamp.ts'
import { unreadable } from './read-text.ts'
import { type SeenFile, settleTags } from './settle-tags.ts'

/**
 * A folder of audio files as tracks. The traps: a link that leads out of the folder would let the server hand
 * out any file of the machine; the order in which a system lists files differs; one broken file or closed
 * folder must not end the walk; a disk that is unplugged meanwhile has lost no files.
 */
const filesAtOnce = 4

interface Found {
  /** Below the library folder, parted by `/`, composed (NFC): the same on every system. */
  readonly relative: string
  readonly path: string
  readonly refused?: string
  /** A folder that could not be looked into: what is below it is not gone. */
  readonly closedFolder?: boolean
}

/** How a folder is looked at. What is there and may not be read has not been deleted. */
export interface FolderDisk {
  readonly list: (folder: string) => Promise<Dirent[]>
  /** True for a file that is there and can't be opened. */
  readonly isClosed: (path: string) => Promise<boolean>
  /** Which folder it is: the first folder of every disk may have the same number. */
  readonly stat: (folder: string) => Promise<Pick<Stats, 'dev' | 'ino'>>
}

export const thisDisk: FolderDisk = {
  list: (folder) => readdir(folder, { withFileTypes: true }),
  isClosed: (path) =>
    access(path, constants.R_OK).then(
      () => false,
      (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
    ),
  stat,
}

const nothingKnown: LibraryMemory = {
  record: undefined,
  records: [],
  trackOf: () => undefined,
  tracksEver: () => [],
  trackAt: () => undefined,
  carry: (rows) => rows,
}

/**
 * Tracks in the order of their paths. Ids are those of `audio-file-ids.ts`. `audioPath` is absolute, with links resolved. Hidden files and files without an audio ending are passed
 * over; links are not followed, those that lead out are refused. Rejects with `unreadable-library`.
 */
export const readAudioFolder = async (
  path: string,
  memory: LibraryMemory = nothingKnown,
  disk: FolderDisk = thisDisk,
): Promise<LibrarySource> => {
  const failed = (error: unknown): never => {
    throw unreadable(path, error)
  }
  const root = await realpath(path).catch(failed)
  const before = await disk.stat(root).catch(failed)
  const files = await walk(root, disk).catch(failed)
  const there = new Map<string, LibraryFile>()
  for (const { relative, closedFolder } of files) {
    if (!closedFolder) continue
    for (const [name, file] of Object.entries(memory.record?.files ?? {})) {
      if (name.startsWith(`${relative}/`)) there.set(name, file)
    }
  }
  const ids = createFileIds(root, memory)
  let read = 0
  const tracks: Track[] = []
  let isReadAnew = false
  const readRows = async function* (): AsyncGenerator<Read> {
    for await (const one of inGroups(files, (found) => readFound(found, memory, ids))) {
      read += 1
      yield { ...one, row: read }
    }
  }
  /** What lies elsewhere, or is there and may not be read, is not another file by now. */
  const mayBeGone = (file: string, { audioPath }: Track) =>
    !there.has(file) && audioPath?.startsWith(root + sep) === true
  const rows = async function* (): AsyncGenerator<ImportRow> {
    const recordingOf = await createRecordings(memory.tracksEver())
    const settled = settleTags(readRows(), files)
    for await (const one of memory.carry(settled, mayBeGone)) {
      const { row, file, path, stamp, reading, isSame, isUnwritten, tags } = one
      const place = { row, where: file }
      if (reading.refused !== undefined) {
        const known = memory.record?.files[file]
        if (known !== undefined && (await disk.isClosed(path))) there.set(file, known)
        yield { ...place, refused: reading.refused }
      } else {
        if (stamp !== undefined) there.set(file, { ...stamp, ids: [reading.track.id], ...(tags && { tags }) })
        tracks.push(reading.track)
        isReadAnew ||= !isSame
        const recordingId = recordingOf(reading.track)
        const isAsItWas = isSame && recordingId === reading.track.recordingId
        yield {
          ...place,
          track: { ...reading.track, recordingId },
          isSettled: true,
          ...(isAsItWas && { isAsItWas }),
          ...(isUnwritten && { isUnwritten }),
        }
      }
    }
    const now = await disk.stat(root).catch(failed)
    if (now.dev !== before.dev || now.ino !== before.ino) failed(wentAway)
  }
  return {
    kind: 'folder',
    label: basename(root),
    rows: rows(),
    fraction: () => (files.length === 0 ? 1 : read / files.length),
    // Said again once something was written; not at each start.
    columns: () => (isReadAnew ? spoken(warningsOfFiles(tracks)) : undefined),
    record: () => ({
      path,
      label: basename(root),
      audioBelow: root + sep,
      files: Object.fromEntries(there),
    }),
  }
}

const spoken = (warnings: readonly string[]) =>
  warnings.length === 0 ? undefined : { used: {}, guessed: {}, ignored: [], warnings }

const wentAway = new Error('it went away while it was read; bring it back and read it again')

async function* inGroups<One, Result>(
  all: readonly One[],
  look: (one: One) => Promise<Result>,
): AsyncGenerator<Result> {
  for (let start = 0; start < all.length; start += filesAtOnce)
    yield* await Promise.all(all.slice(start, start + filesAtOnce).map(look))
}

interface FoundFile extends SeenFile {
  readonly stamp?: Stamp | undefined
}

type Stamp = Pick<LibraryFile, 'size' | 'modifiedMs' | 'sound'>

interface Read extends FoundFile {
  readonly row: number
}

/** A file of the same size and time as when its tags were last read has the same tags. */
const readFound = async (
  { relative: file, path, refused }: Found,
  memory: LibraryMemory,
  ids: FileIds,
): Promise<FoundFile> => {
  if (refused !== undefined) return { file, path, reading: { refused } }
  // Taken before the tags are read: what changes meanwhile is read again the next time.
  const stamp = await stampOf(path)
  const known = memory.record?.files[file]
  const id = await ids.idOf(file, path, stamp)
  const seen = (tags: FileTags | undefined, sound = '') => {
    const now: Stamp | undefined = stamp && { ...stamp, sound }
    return { file, path, stamp: now, look: now && { ...now, path: file }, tags }
  }
  const track = known !== undefined && sameStamp(known, stamp) ? memory.trackOf(id) : undefined
  const isUnwritten = track !== undefined && track.audioPath === path
  if (known?.tags && isUnwritten)
    return { ...seen(known.tags, known.sound ?? (await soundOf(path))), reading: { track }, isSame: true }
  const { sound, open, reading } = await readAudioFile(path, file, id)
  return { ...seen(open, sound), reading, ...(isUnwritten && { isUnwritten }) }
}

/** Of a file that was read when the record had no sounds. */
const soundOf = async (path: string): Promise<string | undefined> =>
  (await findSound(path).catch(() => undefined))?.checksum

const walk = async (root: string, { list }: FolderDisk): Promise<readonly Found[]> => {
  const found: Found[] = []
  const visit = async (folder: string, above: string): Promise<void> => {
    const entries = await list(folder)
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const relative = `${above}${entry.name}`.normalize('NFC')
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        await visit(path, `${relative}/`).catch(() =>
          found.push({ relative, path, refused: 'a folder that may not be read', closedFolder: true }),
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
