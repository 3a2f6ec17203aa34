import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { LibraryFile, LibraryMemory } from '#catalog'
import { type TrackId, trackId } from '#domain'

/**
 * Which track an audio file is. Its id is a hash of the path below the library folder, so that a folder can be
 * moved and tags edited. The trap is a second library with the same names below it ("CD 1/01.mp3"): its files are
 * other tracks, and get ids made of their whole path. A file that left one library for the same name in another,
 * at the same size, is the track it was, wherever its id came from: its library may have been moved there, or be an
 * unplugged disk of which this is a copy. When the disk is back with that file as it was, the track is its again.
 */
export interface FileIds {
  idOf(relative: string, path: string, stamp: Pick<LibraryFile, 'size'> | undefined): Promise<TrackId>
}

const idFrom = (text: string): TrackId =>
  trackId(`file:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`)

/** `root` is the library folder, with links resolved. */
export const createFileIds = (root: string, memory: LibraryMemory): FileIds => {
  const { record, records, trackOf, trackAt } = memory
  const others = records.filter((other) => other !== record)
  const held = heldBy(others)
  const heldBefore = heldBy(record === undefined ? others : records.slice(0, records.indexOf(record)))

  const isElsewhere = async (id: TrackId, path: string): Promise<boolean> => {
    const there = trackOf(id)?.audioPath
    return there !== undefined && there !== path && (await isThere(there))
  }

  const idOfMoved = async (relative: string, path: string, size: number | undefined) => {
    for (const other of others) {
      const file = other.files[relative]
      const id = file?.ids[0]
      if (file === undefined || id === undefined || file.size !== size) continue
      if (await isElsewhere(id, path)) continue
      return id
    }
    return undefined
  }

  /** The id that a file had here, unless the track is by now another library's file: of two, the first has it. */
  const idOfOwn = async (relative: string, path: string, size: number | undefined) => {
    const file = record?.files[relative]
    const id = file?.ids[0]
    if (id === undefined || !held.has(id)) return id
    const isFirst = !heldBefore.has(id) && file?.size === size
    return isFirst || !(await isElsewhere(id, path)) ? id : undefined
  }

  return {
    async idOf(relative, path, stamp) {
      const own = await idOfOwn(relative, path, stamp?.size)
      if (own !== undefined) return own
      const known = trackAt(path) ?? (await idOfMoved(relative, path, stamp?.size))
      if (known !== undefined) return known
      // The whole path may be taken as well, by what was here and was moved.
      for (let tries = 0; ; tries++) {
        const id = idFrom([...(tries > 0 ? [root] : []), relative, ...(tries > 1 ? [tries] : [])].join('\n'))
        if (!held.has(id) && !(await isElsewhere(id, path))) return id
      }
    },
  }
}

const heldBy = (records: LibraryMemory['records']): ReadonlySet<TrackId> =>
  new Set(records.flatMap(({ files }) => Object.values(files).flatMap(({ ids }) => ids)))

/** What may not be looked at is there. */
const isThere = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}
