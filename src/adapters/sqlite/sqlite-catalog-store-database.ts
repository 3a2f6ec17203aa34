import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import { whyNotOpened } from './damage.ts'
import { addNameFunctions, formerNamesSchema, linksOfRenamed, songsOfNames } from './former-names-table.ts'
import { hidesTransactions } from './hidden-transactions.ts'
import { searchSchema } from './sqlite-catalog-store-search.ts'
import { spellerSchema } from './sqlite-catalog-store-speller.ts'
import { takedownsSchema } from './takedowns-table.ts'

/**
 * The catalogue's file: its tables, its transactions, and its faults as sentences. The trap is a file of a
 * newer format opened by an older Segue: it is refused, never half understood.
 */
const schema = `
  CREATE TABLE tracks (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
`

/** One row. A file of format 1 gets its identity when it is opened; its revisions were not kept. */
const identitySchema = `
  CREATE TABLE catalogue (identity TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;
  INSERT INTO catalogue SELECT lower(hex(randomblob(16))), count(*) FROM tracks;
`

/** What became of tracks that their source no longer has. AUTOINCREMENT keeps their keys unused. */
const withdrawnSchema = `
  CREATE TABLE withdrawn (id TEXT PRIMARY KEY, key INTEGER NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
`

/**
 * What a withdrawn track was: what was said about it holds for its recording. Before, only id and key were kept;
 * a recording is most often called after one of its tracks, so that is what such a row is taken for.
 */
const withdrawnBodySchema = `
  CREATE TABLE withdrawn_tracks (id TEXT PRIMARY KEY, key INTEGER NOT NULL UNIQUE, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO withdrawn_tracks SELECT id, key, json_object('id', id, 'recordingId', id, 'title', '',
    'artists', json('[]'), 'featured', json('[]'), 'tags', json('[]')) FROM withdrawn;
  DROP TABLE withdrawn;
`

/** Words that stand on no track any more, which earlier formats kept. */
const unusedWords = `
  DELETE FROM word_forms WHERE word IN (SELECT key FROM words WHERE tracks <= 0);
  DELETE FROM words WHERE tracks <= 0;
`

/** What artists and tags were called before. A file that was opened as of an older format may have it. */
const renamingsSchema = `
  CREATE TABLE IF NOT EXISTS renamings (
    kind TEXT NOT NULL, was TEXT NOT NULL, name TEXT NOT NULL, now TEXT NOT NULL, how TEXT NOT NULL, UNIQUE (kind, was, now)) STRICT;
`

/** How many tracks went from one name to the other, which format 6 did not keep. */
const renamedSchema = `
  CREATE TABLE IF NOT EXISTS renamed (
    kind TEXT NOT NULL, was TEXT NOT NULL, name TEXT NOT NULL, now TEXT NOT NULL, how TEXT NOT NULL,
    tracks INTEGER NOT NULL, UNIQUE (kind, was, now)) STRICT;
  INSERT OR IGNORE INTO renamed SELECT kind, was, name, now, how, 1 FROM renamings ORDER BY rowid;
  DROP TABLE renamings;
`

/** What each format added to the one before; a file is brought up to the newest when it is opened. */
const formats = [
  `${schema}${spellerSchema}${searchSchema}`,
  identitySchema,
  withdrawnSchema,
  withdrawnBodySchema,
  unusedWords,
  renamingsSchema,
  renamedSchema,
  `${formerNamesSchema}${linksOfRenamed}`,
  takedownsSchema,
  songsOfNames,
]
const schemaVersion = formats.length

/** Makes the file when absent. Throws `disk-full`, or `storage-failed`, also where opening it would lose tracks. */
export const openCatalogDatabase = (path: string): DatabaseSync =>
  guarded(`open the catalogue at ${path}`, () => openDatabase(path), path)

const openDatabase = (path: string): DatabaseSync => {
  if (hidesTransactions(path)) throw tracksHidden()
  const database = new DatabaseSync(path)
  try {
    database.exec(`
      PRAGMA busy_timeout = 5000;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA cache_size = -16000;
    `)
    const version = formatOf(database)
    if (version > schemaVersion) {
      throw new AppError(
        'storage-failed',
        `The catalogue at ${path} was written by a newer Segue (format ${version}, this one reads ${schemaVersion}). Run the newer one, or move the file away and import again.`,
      )
    }
    if (version < schemaVersion) {
      addNameFunctions(database)
      const missing = formats.slice(version).join('')
      inTransaction(database, () => database.exec(`${missing} PRAGMA user_version = ${schemaVersion};`))
    }
    // From here on whoever writes waits for the disk beside this thread (`durable-writes.ts`).
    database.exec('PRAGMA synchronous = NORMAL')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const formatOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0)

/** For who only reads and so brings no file up to the newest format. Throws `not-found` or `storage-failed`. */
export const expectNewestFormat = (database: DatabaseSync): void => {
  const format = formatOf(database)
  if (format === 0) throw noCatalogue()
  if (format === schemaVersion) return
  const [whose, remedy] =
    format < schemaVersion
      ? ['an older', 'Serve it once with `segue serve`, which brings it up to this one']
      : ['a newer', 'Ask the newer one']
  throw new AppError(
    'storage-failed',
    `The catalogue (catalogue.db) was written by ${whose} Segue (format ${format}, this one reads ${schemaVersion}). ${remedy}.`,
  )
}

export const noCatalogue = (): AppError =>
  new AppError(
    'not-found',
    'The data folder has no catalogue (catalogue.db) yet. Serve it once with `segue serve`, or name another with --data.',
  )

const tracksHidden = (): AppError =>
  new AppError(
    'storage-failed',
    'The write-ahead log of the catalogue (catalogue.db-wal) is damaged: opening it would throw away the tracks behind the damage. Put a backup of catalogue.db in its place and move catalogue.db-wal away; or move all of catalogue.db* away and start, which reads libraries again: what came over HTTP is to be sent again.',
  )

/** All or nothing. */
export const inTransaction = <Result>(database: DatabaseSync, work: () => Result): Result => {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

const faults: Readonly<
  Record<number, { readonly code: 'disk-full' | 'storage-failed'; readonly advice: string }>
> = {
  13: { code: 'disk-full', advice: 'the disk is full. Free some space and try again' },
  1: {
    code: 'storage-failed',
    advice: 'the catalogue (catalogue.db) is damaged. Restore a backup, or move it away and import again',
  },
  11: {
    code: 'storage-failed',
    advice: 'the catalogue (catalogue.db) is damaged. Restore a backup, or move it away and import again',
  },
  26: {
    code: 'storage-failed',
    advice: 'the file (catalogue.db) is no catalogue. Restore a backup, or move it away and import again',
  },
}

/** SQLite's faults as `AppError`; `what` completes "Can't …". Anything else passes as it is. */
export const guarded = <Result>(what: string, work: () => Result, path = ''): Result => {
  try {
    return work()
  } catch (error) {
    const name = error instanceof Error && 'code' in error ? error.code : undefined
    if (!(error instanceof Error) || (name !== 'ERR_SQLITE_ERROR' && name !== 'ERR_INVALID_STATE'))
      throw error
    const fault = faults['errcode' in error ? Number(error.errcode) & 0xff : 0] ?? {
      code: 'storage-failed',
      advice: `${whyNotOpened(error, path)}. Check the folder and its permissions`,
    }
    throw new AppError(fault.code, `Can't ${what}: ${fault.advice}.`, { cause: error })
  }
}
