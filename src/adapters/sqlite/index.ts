export { type FolderLock, openFolderLock } from './folder-lock.ts'
export { openSqliteCatalogStore, type SqliteCatalogStoreOptions } from './sqlite-catalog-store.ts'
export { openSqliteEventLog, type SqliteEventLog } from './sqlite-event-log.ts'
export { openSqliteStateStore, type SqliteStateStoreOptions } from './sqlite-state-store.ts'
