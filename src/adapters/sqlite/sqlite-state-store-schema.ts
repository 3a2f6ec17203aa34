import { renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'

/**
 * Opens the file of feature states ready for use. States can always be folded again from the log, so what
 * can't be trusted (another schema, another list of features, a broken file) is not mended but begun anew with
 * position 0. The trap closed here is a wrong path: a database that isn't ours is never emptied.
 */
const schemaVersion = 1
/** "SEGS" in the file's header: a database of Segue's states. */
const applicationId = 0x53_45_47_53

// Clustered by owner: loading one is one range of pages. `saved` has exactly one row.
const schema = `
  CREATE TABLE states (
    owner TEXT NOT NULL, feature INTEGER NOT NULL, about TEXT NOT NULL, state BLOB NOT NULL,
    PRIMARY KEY (owner, feature, about)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE saved (position INTEGER NOT NULL, features TEXT NOT NULL) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`

const connect = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const numberOf = (database: DatabaseSync, sql: string): number =>
  Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)

type Found = 'current' | 'outdated' | 'empty' | 'foreign'

const inspect = (database: DatabaseSync, features: string): Found => {
  if (numberOf(database, 'PRAGMA application_id') !== applicationId) {
    return numberOf(database, 'SELECT count(*) FROM sqlite_schema') === 0 ? 'empty' : 'foreign'
  }
  if (numberOf(database, 'PRAGMA user_version') !== schemaVersion) return 'outdated'
  return database.prepare('SELECT features FROM saved').get()?.features === features ? 'current' : 'outdated'
}

const create = (database: DatabaseSync, features: string): void => {
  database.exec(`BEGIN IMMEDIATE; ${schema}`)
  database.prepare('INSERT INTO saved (position, features) VALUES (0, ?)').run(features)
  database.exec('COMMIT')
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: the file is no database any more. */
const isBroken = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff)

const openOrBegin = (path: string, features: string): DatabaseSync => {
  const database = connect(path)
  try {
    const found = inspect(database, features)
    if (found === 'current') return database
    if (found === 'foreign') {
      throw new AppError('invalid-config', `${path} is a database of something else: give the states a file.`)
    }
    if (found === 'empty') {
      create(database, features)
      return database
    }
  } catch (error) {
    database.close()
    throw error
  }
  database.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  return openOrBegin(path, features)
}

/**
 * Throws `invalid-config` for a database that isn't ours, `storage-failed` when the file can't be opened. A
 * file that is no database any more is moved to `<path>.broken` and a new one begun.
 */
export const openStateDatabase = (path: string, features: readonly string[]): DatabaseSync => {
  const list = JSON.stringify(features)
  try {
    return openOrBegin(path, list)
  } catch (error) {
    if (error instanceof AppError) throw error
    if (!isBroken(error)) {
      const advice = 'check that its folder is there, that it can be written to and that no one else uses it'
      throw new AppError('storage-failed', `The feature states ${path} can't be opened: ${advice}.`, {
        cause: error,
      })
    }
  }
  renameSync(path, `${path}.broken`)
  for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
  return openOrBegin(path, list)
}
