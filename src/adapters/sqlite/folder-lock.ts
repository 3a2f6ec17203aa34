import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'

export interface FolderLock {
  /** Lets the next process in. Idempotent. */
  release(): void
}

const sqliteBusy = 5

/**
 * One process owns a data folder. A file with a process id in it outlives `kill -9` and then bars everybody;
 * this lock is SQLite's exclusive lock on `lock.db`, which the operating system lets go of with the process,
 * however it ends. Throws `folder-in-use` when another holds it.
 */
export const openFolderLock = (folder: string): FolderLock => {
  const database = openLockFile(folder)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    database.close()
    throw isBusy(thrown) ? inUse(folder) : unusable(folder, thrown)
  }
  return {
    release() {
      if (database.isOpen) database.close()
    },
  }
}

const openLockFile = (folder: string): DatabaseSync => {
  try {
    mkdirSync(folder, { recursive: true })
    return new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 })
  } catch (thrown) {
    throw unusable(folder, thrown)
  }
}

const isBusy = (thrown: unknown): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'errcode' in thrown &&
  typeof thrown.errcode === 'number' &&
  (thrown.errcode & 0xff) === sqliteBusy

const inUse = (folder: string): AppError =>
  new AppError(
    'folder-in-use',
    `Another Segue is using the data folder ${folder}: stop it first, or choose another folder.`,
  )

const unusable = (folder: string, thrown: unknown): AppError =>
  new AppError(
    'storage-failed',
    `The data folder ${folder} can't be used: ${thrown instanceof Error ? thrown.message : String(thrown)}. Check that it exists and that you may write to it.`,
    { cause: thrown },
  )
