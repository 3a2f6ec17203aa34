import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import { isFileDamage, sqliteCodeOf, whyNotOpened } from './damage.ts'

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
  const database = takeLock(folder)
  return {
    release() {
      if (database.isOpen) database.close()
    },
  }
}

const takeLock = (folder: string, again = true): DatabaseSync => {
  const database = openLockFile(folder)
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (thrown) {
    database.close()
    if (isBusy(thrown)) throw inUse(folder)
    if (!again || !isFileDamage(thrown)) throw unusable(folder, thrown)
    // Whoever held it would have been met before its bytes were read, and there is nothing in it to lose.
    rmSync(join(folder, lockFile))
    return takeLock(folder, false)
  }
}

const lockFile = 'lock.db'

const openLockFile = (folder: string): DatabaseSync => {
  try {
    mkdirSync(folder, { recursive: true })
    return new DatabaseSync(join(folder, lockFile), { timeout: 0 })
  } catch (thrown) {
    throw unusable(folder, thrown)
  }
}

const isBusy = (thrown: unknown): boolean => sqliteCodeOf(thrown) === sqliteBusy

const inUse = (folder: string): AppError =>
  new AppError(
    'folder-in-use',
    `Another Segue is using the data folder ${folder}: stop it first, or choose another folder.`,
  )

const unusable = (folder: string, thrown: unknown): AppError =>
  new AppError(
    'storage-failed',
    `The data folder ${folder} can't be used (${lockFile}): ${whyNotOpened(thrown, join(folder, lockFile))}. Check that it exists and that you may write to it.`,
    { cause: thrown },
  )
