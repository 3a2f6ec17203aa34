import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openCatalog } from '#catalog'
import { type AppError, artistId, type Track, trackId } from '#domain'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import type { Flush } from './durable-writes.ts'
import { openMendingCatalogStore } from './sqlite-catalog-store-mending.ts'

/** Catalogues to damage. */
const tracks: readonly Track[] = Array.from({ length: 900 }, (_, number) =>
  sampleTrack(`t${number}`, { title: `${number === 12 ? 'Beethoven ' : ''}Title${number} of the song` }),
)

const artist = (name: string, tag: string) =>
  sampleTrack('t0', { title: 'Title0 of the song', artists: [{ id: artistId(name), name }], tags: [tag] })

export const openMending = (path: string, flush?: Flush) => {
  const faults: AppError[] = []
  const store = openMendingCatalogStore({ path, onFault: (error) => faults.push(error), flush })
  return { faults, store }
}

/** A file that holds tracks, a track withdrawn, and nothing beside it. */
export const filledCatalogue = async (root: string) => {
  const path = join(mkdtempSync(join(root, 'folder-')), 'catalogue.db')
  const { store } = openMending(path)
  const catalog = openCatalog(store)
  await catalog.upsert(tracks)
  // An artist and a tag that were respelt.
  const respelt = [artist('Led Zepplin', 'electonic'), artist('Led Zeppelin', 'electronic')]
  for (const track of respelt) await catalog.upsert([track])
  await catalog.withdraw([trackId('t899')])
  const before = {
    identity: store.identity,
    revision: store.revision(),
    tracks: [...store.scan()],
    withdrawn: [...store.withdrawn()],
    formerNames: [...store.formerNames()],
    nameLinks: [...store.nameLinks()],
  }
  store.close()
  return { path, before }
}

/** The places in the file of the tables and indexes whose name has these words. */
export const pagesOf = (path: string, names: string): readonly number[] => {
  const database = new DatabaseSync(path)
  const roots = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name GLOB ? AND rootpage > 0')
  const pages = roots.all(names).map(({ rootpage }) => Number(rootpage))
  database.close()
  return pages
}

export const overwrite = (path: string, pages: readonly number[]): void => {
  const bytes = readFileSync(path)
  const size = bytes.readUInt16BE(16)
  for (const page of pages) bytes.fill(0x5a, (page - 1) * size, page * size)
  writeFileSync(path, bytes)
}

/** The last page of the index of ids: most tracks are found and written without it. */
export const lastPageOfIds = (path: string): readonly number[] =>
  lastPagesOf(path, 'sqlite_autoindex_tracks_1')

/** The last page below the root of a table or an index that has more than one. */
export const lastPagesOf = (path: string, names: string): readonly number[] => {
  const bytes = readFileSync(path)
  const size = bytes.readUInt16BE(16)
  return pagesOf(path, names).map((page) => bytes.readUInt32BE((page - 1) * size + 8))
}
