import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { AppError } from '#domain'
import type { ArtifactStore } from '#models'
import { checkRecordName, checkSha256, isRecordName, isSha256 } from './record-name.ts'
import { sha256Of } from './sha256-of.ts'

/**
 * Artifacts in a folder: `blobs/ab/abcdef…` and `records/release.txt`. Every file is written beside
 * its place, flushed, and renamed into it, then the folder is flushed: after a crash at any moment a name
 * shows the old file or the new one, never a half. Several processes may share the folder.
 */
const suffix = '.txt'
const unfinished = 'unfinished-'

const isErrno = (thrown: unknown, code: string): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === code

const storageError = (thrown: unknown, doing: string): AppError => {
  if (thrown instanceof AppError) return thrown
  return isErrno(thrown, 'ENOSPC') || isErrno(thrown, 'EDQUOT')
    ? new AppError('disk-full', `There is no room left for ${doing}. Free some space and train again.`, {
        cause: thrown,
      })
    : new AppError(
        'storage-failed',
        `The folder of models (models/) refused ${doing}. Check that it can be read and written, or move it away: all in it is made again.`,
        {
          cause: thrown,
        },
      )
}

const missingAs = async <Value, Instead>(
  read: Promise<Value>,
  instead: Instead,
): Promise<Value | Instead> => {
  try {
    return await read
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT')) return instead
    throw storageError(thrown, 'a read')
  }
}

const flushFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a whole file in one step: all of it is there under its name, or nothing has changed. */
const writeWhole = async (root: string, path: string, content: Uint8Array | string): Promise<void> => {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const workplace = await mkdtemp(join(root, unfinished))
  try {
    const draft = join(workplace, 'draft')
    const handle = await open(draft, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, path)
    for (let above = folder; above.length >= root.length; above = dirname(above)) await flushFolder(above)
  } finally {
    await rm(workplace, { recursive: true, force: true })
  }
}

/** Resolves when the file is gone, also after a power loss; nothing happens when there is none. */
const removeDurably = async (path: string): Promise<void> => {
  try {
    await unlink(path)
    await flushFolder(dirname(path))
  } catch (thrown) {
    if (!isErrno(thrown, 'ENOENT')) throw storageError(thrown, 'a deletion')
  }
}

/** The files below a folder, as their paths go on from there, with '/' on every system. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const paths = await missingAs(readdir(folder, { recursive: true }), [])
  return paths.map((path) => path.replaceAll(sep, '/')).sort()
}

/** Takes away what was begun and never finished, by a process that was killed; nobody may be writing meanwhile. */
export const removeUnfinished = async (folder: string): Promise<void> => {
  const names = await missingAs(readdir(folder), [])
  try {
    for (const name of names)
      if (name.startsWith(unfinished)) await rm(join(folder, name), { recursive: true, force: true })
  } catch (thrown) {
    throw storageError(thrown, 'the removal of unfinished files')
  }
}

/** A store below `folder`, which is made when it is not there. */
export const createFilesArtifactStore = (folder: string): ArtifactStore => {
  const root = resolve(folder)
  const blobPath = (sha256: string): string => join(root, 'blobs', sha256.slice(0, 2), sha256)
  const recordPath = (name: string): string => join(root, 'records', `${name}${suffix}`)
  return {
    put: async (bytes) => {
      const sha256 = await sha256Of(bytes)
      const path = blobPath(sha256)
      try {
        const there = await missingAs(readFile(path), undefined)
        // A damaged blob is written again: putting the right bytes mends the store.
        if (there === undefined || (await sha256Of(there)) !== sha256) await writeWhole(root, path, bytes)
      } catch (thrown) {
        throw storageError(thrown, 'an artifact')
      }
      return sha256
    },
    get: async (sha256) => {
      checkSha256(sha256)
      const bytes = await missingAs(readFile(blobPath(sha256)), undefined)
      if (bytes === undefined)
        throw new AppError('model-missing', `There is no artifact ${sha256}. Train the model again.`)
      if ((await sha256Of(bytes)) !== sha256)
        throw new AppError(
          'hash-mismatch',
          `Artifact ${sha256} has changed on disk. Go back to another version, or train the model again.`,
        )
      // A plain view: a Buffer's `slice` shares memory where that of a Uint8Array copies.
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    },
    writeRecord: async (name, text) => {
      checkRecordName(name)
      try {
        await writeWhole(root, recordPath(name), text)
      } catch (thrown) {
        throw storageError(thrown, 'a record')
      }
    },
    readRecord: async (name) => {
      checkRecordName(name)
      return missingAs(readFile(recordPath(name), 'utf8'), undefined)
    },
    listRecords: async (parent) => {
      checkRecordName(parent)
      return (
        (await filesBelow(join(root, 'records', parent)))
          .filter((path) => path.endsWith(suffix))
          .map((path) => path.slice(0, -suffix.length))
          // What else lies there is nobody's record and stays as it is.
          .filter(isRecordName)
      )
    },
    deleteRecord: async (name) => {
      checkRecordName(name)
      await removeDurably(recordPath(name))
    },
    listBlobs: async () =>
      (await filesBelow(join(root, 'blobs'))).map((path) => path.slice(3)).filter(isSha256),
    deleteBlob: async (sha256) => {
      checkSha256(sha256)
      await removeDurably(blobPath(sha256))
    },
  }
}
