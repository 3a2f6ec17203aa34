import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { AppError } from '#domain'
import { sqliteCodeOf, unlessDamaged } from './damage.ts'
import type { Column, Row } from './leaf-rows.ts'
import { openPageFile, type PageFile } from './page-file.ts'

/** A damaged log, or a backup, to be read: its pages as they lie, and what its tables and indexes still answer. */
export interface SalvageSource {
  readonly file: PageFile
  /** Undefined where SQLite can't open it. */
  readonly database: DatabaseSync | undefined
  /** A row, or nothing where a damaged page is in the way. */
  lookUp(sql: string): (...values: readonly SQLInputValue[]) => Row | undefined
  close(): void
}

export const openSource = (path: string): SalvageSource => {
  const file = openPages(path)
  try {
    const database = openTables(path)
    return {
      file,
      database,
      lookUp(sql) {
        const statement = unlessDamaged(() => database?.prepare(sql))
        return (...values) => unlessDamaged(() => statement?.get(...values))
      },
      close() {
        database?.close()
        file.close()
      },
    }
  } catch (thrown) {
    file.close()
    throw thrown
  }
}

/** The columns of a table, in the order in which the source has them where that can be read: an older log has another. */
export const columnsOf = (
  source: SalvageSource,
  fresh: DatabaseSync,
  table: string,
): readonly [Column, ...Column[]] => {
  const all = fresh.prepare('SELECT name, type, "notnull" AS needed, pk FROM pragma_table_info(?)').all(table)
  const columns = all.map(({ name, type, needed, pk }): Column => {
    if (pk === 1) return { name: String(name), type: 'KEY', isOptional: false }
    const kind = type === 'TEXT' || type === 'BLOB' ? type : 'INTEGER'
    return { name: String(name), type: kind, isOptional: needed === 0 }
  })
  const order = unlessDamaged(() =>
    source.database?.prepare('SELECT name FROM pragma_table_info(?)').all(table),
  )
  const own = (order ?? []).flatMap(({ name }) => columns.filter((column) => column.name === name))
  const [key, ...others] = own.length === columns.length ? own : columns
  if (key === undefined) throw new Error(`no table ${table} in a new log`)
  return [key, ...others]
}

const openPages = (path: string): PageFile => {
  try {
    const file = openPageFile(path)
    if (file.pages > 0) return file
    file.close()
  } catch (cause) {
    throw nothingToRead(path, cause)
  }
  throw nothingToRead(path, undefined)
}

const openTables = (path: string): DatabaseSync | undefined => {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(asItLies(path), { readOnly: true, timeout: 5_000, defensive: false })
    // Else one that was cut is not opened at all.
    database.exec('PRAGMA writable_schema = ON')
    database.prepare('SELECT at, about FROM attachments').columns()
    database.prepare('SELECT used_to FROM attachment_words').columns()
    return database
  } catch (cause) {
    const isOlder = database !== undefined && isOfOlderFormat(database)
    database?.close()
    if (isOlder && sqliteCodeOf(cause) === 1) throw nothingToRead(path, cause)
    return undefined
  }
}

const isOfOlderFormat = (database: DatabaseSync): boolean => {
  const format = Number(unlessDamaged(() => database.prepare('PRAGMA user_version').get()?.user_version))
  return format > 0 && format < 4
}

/**
 * SQLite makes files beside a log even to read it, and can't where nothing may be written. With no write-ahead log
 * there, all is in the one file, and it needs none.
 */
const asItLies = (path: string): string | URL => {
  if (existsSync(`${path}-wal`)) return path
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return url
}

const nothingToRead = (path: string, cause: unknown): AppError =>
  new AppError(
    'storage-failed',
    `Nothing can be read of ${path}: it is not there, it is empty, or an older Segue wrote it and it was never served by this one. Else use a backup of log.db alone.`,
    { cause },
  )
