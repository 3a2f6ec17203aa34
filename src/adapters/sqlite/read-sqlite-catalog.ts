import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { openCatalog, type StillCatalog } from '#catalog'
import { catalogStoreOn } from './sqlite-catalog-store.ts'
import { expectNewestFormat, guarded, noCatalogue } from './sqlite-catalog-store-database.ts'

/**
 * The catalogue as it stands, on a connection that can't write and is closed again: for a process that reads beside
 * the one that serves. All of it in one transaction, so its tracks are those of its revision, whatever is being
 * written meanwhile. It makes no catalogue and mends none: one that waits under another name for the next start is not
 * to be put behind an empty one. Throws `not-found` or `storage-failed`.
 */
export const readSqliteCatalog = (path: string, open = openCatalog): StillCatalog =>
  guarded(
    'read the catalogue',
    () => {
      if (!existsSync(path)) throw noCatalogue()
      const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
      try {
        database.exec('BEGIN')
        expectNewestFormat(database)
        return open(catalogStoreOn(database))
      } finally {
        database.close()
      }
    },
    path,
  )
