import { stat } from 'node:fs/promises'
import type { LibraryFile } from '#catalog'

/** Size and time of change: by them a file is taken for the one that was read before. */
type Stamp = Pick<LibraryFile, 'size' | 'modifiedMs'>

/** Undefined for a file that can't be looked at. */
export const stampOf = async (path: string): Promise<Stamp | undefined> => {
  try {
    const { size, mtimeMs } = await stat(path)
    return { size, modifiedMs: mtimeMs }
  } catch {
    return undefined
  }
}

export const sameStamp = (one: Stamp | undefined, other: Stamp | undefined): boolean =>
  one !== undefined && other !== undefined && one.size === other.size && one.modifiedMs === other.modifiedMs
