import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import type { WhyFoldedAgain } from '#features'
import { logStart } from '#log'
import { isReadDamage, whyNotOpened } from './damage.ts'
import { setAside } from './set-aside.ts'
import { cursorSum } from './state-sums.ts'

/**
 * Opens the file of feature states ready for use. States can always be folded again from the log, so what
 * can't be trusted (another schema, another list of features, another log, a damaged file) is not mended but begun anew with
 * the start of the log. The trap closed here is a wrong path: a database that isn't ours is never emptied.
 */
const schemaVersion = 3
/** "SEGS" in the file's header: a database of Segue's states. */
const applicationId = 0x53_45_47_53

// Clustered by owner: loading one is one range of pages. `saved` has exactly one row.
const schema = `
  CREATE TABLE states (
    owner TEXT NOT NULL, feature INTEGER NOT NULL, about TEXT NOT NULL, state BLOB NOT NULL,
    sum INTEGER NOT NULL,
    PRIMARY KEY (owner, feature, about)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE saved (cursor TEXT NOT NULL, features TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
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

type Found = 'current' | 'empty' | 'foreign' | WhyFoldedAgain

/** What the file says that it was made for; a log that was never salvaged goes without saying. */
const madeFor = (features: readonly string[], log: number): string =>
  log === 0 ? JSON.stringify(features) : `${JSON.stringify(features)} of log ${log}`

const isMadeFor = (saved: string, features: readonly string[], log: number | 'unknown'): boolean =>
  log === 'unknown' ? saved.startsWith(JSON.stringify(features)) : saved === madeFor(features, log)

const inspect = (database: DatabaseSync, features: readonly string[], log: number | 'unknown'): Found => {
  if (numberOf(database, 'PRAGMA application_id') !== applicationId) {
    if (numberOf(database, 'SELECT count(*) FROM sqlite_schema') === 0) return 'empty'
    const ours = "SELECT count(*) FROM sqlite_schema WHERE name IN ('states', 'saved')"
    return numberOf(database, ours) === 2 ? 'damaged' : 'foreign'
  }
  if (numberOf(database, 'PRAGMA user_version') !== schemaVersion) return 'upgraded'
  const saved = database.prepare('SELECT cursor, features, sum FROM saved').get()
  if (cursorSum(String(saved?.cursor), String(saved?.features)) !== saved?.sum) return 'damaged'
  if (isMadeFor(String(saved?.features), features, log)) return 'current'
  return isMadeFor(String(saved?.features), features, 'unknown') ? 'other-log' : 'upgraded'
}

const create = (database: DatabaseSync, features: readonly string[], log: number): void => {
  const made = madeFor(features, log)
  database.exec(`BEGIN IMMEDIATE; ${schema}`)
  database
    .prepare('INSERT INTO saved (cursor, features, sum) VALUES (?, ?, ?)')
    .run(logStart, made, cursorSum(logStart, made))
  database.exec('COMMIT')
}

interface Opened<Ready> {
  readonly database: DatabaseSync
  readonly ready: Ready
}

const openOrBegin = <Ready>(
  path: string,
  features: readonly string[],
  log: number | 'unknown',
  prepare: (database: DatabaseSync) => Ready,
): Opened<Ready> | WhyFoldedAgain => {
  const database = connect(path)
  try {
    const found = inspect(database, features, log)
    if (found === 'foreign') {
      throw new AppError('invalid-config', `${path} is a database of something else: move it elsewhere.`)
    }
    if (found === 'empty') create(database, features, log === 'unknown' ? 0 : log)
    if (found === 'empty' || found === 'current') return { database, ready: prepare(database) }
    database.close()
    return found
  } catch (error) {
    database.close()
    throw error
  }
}

const cannotOpen = (path: string, cause: unknown): AppError =>
  new AppError(
    'storage-failed',
    `The feature states ${path} can't be opened: ${whyNotOpened(cause, path)}. Check that its folder is there, that it can be written to and that no one else uses it.`,
    { cause },
  )

/**
 * Opens and prepares. A damaged file is set aside under a name that says so; one of another format, for other
 * features or of another log, is emptied. Throws `invalid-config` for a database that isn't ours, `storage-failed` when the file
 * can't be opened.
 */
export const openStateDatabase = <Ready>(
  path: string,
  features: readonly string[],
  log: number | 'unknown',
  prepare: (database: DatabaseSync) => Ready,
): Opened<Ready> & { readonly emptied?: WhyFoldedAgain } => {
  const attempt = () => {
    try {
      return openOrBegin(path, features, log, prepare)
    } catch (error) {
      if (isReadDamage(error)) return 'damaged'
      throw error instanceof AppError ? error : cannotOpen(path, error)
    }
  }
  const first = attempt()
  if (typeof first !== 'string') return first
  if (first === 'damaged') setAside(path, 'unreadable')
  else for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  const second = attempt()
  if (typeof second !== 'string') return { ...second, emptied: first }
  throw cannotOpen(path, new Error('a new file is damaged as soon as it is made'))
}
