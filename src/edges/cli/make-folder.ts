import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '#domain'

/**
 * A folder with all that is above it. Node's own `recursive` takes ENOENT for a missing parent and tries again for
 * ever where the parent is there and takes no folders, as /proc; here each step is tried once below one that is.
 */
export const makeFolder = (folder: string): void => {
  if (isThere(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  try {
    mkdirSync(folder)
  } catch (cause) {
    // Another process may have been quicker.
    if (isThere(folder)) return
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
    throw new AppError(
      'invalid-config',
      `${folder} can't be made: ${above} takes no folders. Name another place.`,
      {
        cause,
      },
    )
  }
}

const isThere = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
