import { DatabaseSync } from 'node:sqlite'
import { type Catalog, openCatalog } from '#catalog'
import { catalogStoreOn } from './sqlite-catalog-store.ts'
import { guarded } from './sqlite-catalog-store-database.ts'

/**
 * The catalogue as it stands, on a connection that can't write and is closed again: for a process that reads beside
 * the one that serves. All of it in one transaction, so its tracks are those of its revision, whatever is being
 * written meanwhile. Throws `storage-failed`.
 */
export const readSqliteCatalog = (
  path: string,
  open = openCatalog,
): Pick<Catalog, 'get' | 'identity' | 'revision' | 'tracks'> =>
  guarded(
    'read the catalogue',
    () => {
      const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
      try {
        database.exec('BEGIN')
        return open(catalogStoreOn(database))
      } finally {
        database.close()
      }
    },
    path,
  )
