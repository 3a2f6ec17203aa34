import { join } from 'node:path'
import { readSqliteCatalog } from './read-sqlite-catalog.ts'
import { openEventLogReader } from './sqlite-event-log-reader.ts'

/** Log and catalogue of a folder that a server may hold, for reading only, without threads. Throws `not-found` or `storage-failed`. */
export const openListening = (folder: string) => {
  // The log first: a damaged one is the news, also where there is no catalogue.
  const log = openEventLogReader(join(folder, 'log.db'))
  try {
    return { log, catalog: readSqliteCatalog(join(folder, 'catalogue.db')), close: () => log.close() }
  } catch (thrown) {
    log.close()
    throw thrown
  }
}
