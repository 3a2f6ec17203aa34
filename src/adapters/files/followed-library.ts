import { randomUUID } from 'node:crypto'
import { type CatalogStore, createLibraries, openCatalog } from '#catalog'
import { createLibraryRecords } from './library-records.ts'
import { readLibrary } from './read-library.ts'

/** A catalogue that follows libraries in tests; their list lies in `base`, and one that is no good is a failure. */
export const openFollowing = (base: string, store: CatalogStore) => {
  const catalog = openCatalog(store)
  const fail = (error: Error) => {
    throw error
  }
  return {
    catalog,
    /** As a server that was started again. */
    scan: (path: string, options: { readonly withdrawMissing?: boolean } = {}) =>
      createLibraries({
        catalog,
        records: createLibraryRecords(base, fail),
        open: readLibrary,
        newId: randomUUID,
      }).scan(path, options),
    /** "Title by artist" → id. */
    ids: () =>
      Object.fromEntries(
        [...catalog.tracks()].map(({ id, title, artists }) => [`${title} by ${artists[0]?.name}`, id]),
      ),
  }
}

export const nothingChanged = { added: 0, changed: 0, withdrawn: 0, renamed: 0 }
