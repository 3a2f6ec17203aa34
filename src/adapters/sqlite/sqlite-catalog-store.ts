import type { DatabaseSync } from 'node:sqlite'
import type { CatalogStore, Hold, NameLink, StoredTrack, Takedown, TakedownTarget, Upserted } from '#catalog'
import { type AppError, type Availability, type Track, type TrackId, type TrackKey, trackKey } from '#domain'
import { decodeTrack, isLeftOut, keptBody, remainsOf, type TrackRow } from './decode-track.ts'
import { createDurableWrites, type Flush } from './durable-writes.ts'
import { createFormerNamesTable, type OnDamagedNames } from './former-names-table.ts'
import { guarded, openCatalogDatabase } from './sqlite-catalog-store-database.ts'
import { areWordedAlike, createWordIndex } from './sqlite-catalog-store-search.ts'
import { createSpeller } from './sqlite-catalog-store-speller.ts'
import { createTakedownsTable } from './takedowns-table.ts'

/**
 * The catalogue in one SQLite file: tracks as JSON, the word index and the speller beside them, always changed
 * in one transaction, so words never find what isn't there. It runs on the calling thread: a search takes a
 * fraction of a millisecond, writing is done in chunks by `Catalog`, and the disk is waited for beside it. The traps: AUTOINCREMENT, without
 * which a key could be given out twice; a body compared as text, so that the same tracks again write nothing.
 */
export interface SqliteCatalogStoreOptions {
  /** The database file, made when absent; `:memory:` for one that ends with the process. */
  readonly path: string
  /** Told of each track that was read and could not be: it is left out, and stands among the withdrawn ones by its recording alone. */
  readonly onUnreadable?: OnUnreadable | undefined
  /** Told when what tracks were called, or which names are one, can't be read where it is: as much as can be is read all the same. */
  readonly onDamagedNames?: OnDamagedNames | undefined
  readonly flush?: Flush | undefined
}

export interface SqliteCatalogStore extends CatalogStore {
  /** Why it takes nothing more until a restart: what was written last may be stored or not. */
  readonly amiss: AppError | undefined
}

/** `isGone` of one that was withdrawn already: nothing is missing. */
type OnUnreadable = (track: StoredTrack, isGone: boolean) => void

/** Rejects (or throws, opening) with `disk-full` or `storage-failed`; nothing of a failed upsert is stored. */
export const openSqliteCatalogStore = ({ path, ...told }: SqliteCatalogStoreOptions): SqliteCatalogStore =>
  guarded(`open the catalogue at ${path}`, () => catalogStoreOn(openCatalogDatabase(path), told))

/** The store on a connection that is open already, which it then owns. */
export const catalogStoreOn = (
  database: DatabaseSync,
  { onUnreadable = () => {}, onDamagedNames, flush }: Omit<SqliteCatalogStoreOptions, 'path'> = {},
): SqliteCatalogStore => {
  const speller = createSpeller(database)
  const index = createWordIndex(database, speller)
  const find = database.prepare('SELECT key, id, body FROM tracks WHERE id = ?')
  const insert = database.prepare('INSERT INTO tracks (id, body) VALUES (?, ?)')
  const update = database.prepare('UPDATE tracks SET body = ? WHERE key = ?')
  const known = database.prepare('SELECT identity, revision FROM catalogue')
  const advance = database.prepare('UPDATE catalogue SET revision = revision + 1')
  const remove = database.prepare('DELETE FROM tracks WHERE key = ?')
  const keep = database.prepare('INSERT INTO withdrawn_tracks (id, key, body) VALUES (?, ?, ?)')
  const findKept = database.prepare('SELECT key, id, body FROM withdrawn_tracks WHERE id = ?')
  const keepAgain = database.prepare('UPDATE withdrawn_tracks SET body = ? WHERE id = ?')
  const bringBack = database.prepare('DELETE FROM withdrawn_tracks WHERE id = ? RETURNING key')
  const formerNames = createFormerNamesTable(database, onDamagedNames)
  const takedowns = createTakedownsTable(database)
  const writes = createDurableWrites(database, flush)
  const { durably } = writes
  const insertAs = database.prepare('INSERT INTO tracks (id, body, key) VALUES (?, ?, ?)')

  /** The key of a track that was not there: the one it had before it was withdrawn, or a fresh one. */
  const place = (id: string, body: string): TrackKey => {
    const had = bringBack.get(id)?.key
    const { lastInsertRowid } = had === undefined ? insert.run(id, body) : insertAs.run(id, body, Number(had))
    return trackKey(Number(lastInsertRowid))
  }

  /** Words stand in the index for what may be found: not for what is withdrawn, nor for what is taken down. */
  const indexing = (
    work: (add: (track: StoredTrack) => void, remove: (track: StoredTrack) => void) => void,
  ) => {
    const counts = new Map<string, number>()
    const count = (words: ReadonlySet<string>, change: number): void => {
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + change)
    }
    work(
      (track) => count(index.add(track), 1),
      (track) => count(index.remove(track), -1),
    )
    speller.count(counts)
  }

  const write = (tracks: readonly Track[], holds: readonly Hold[]): Upserted => {
    const upserted = { added: 0, changed: 0, unchanged: 0 }
    const held = Map.groupBy(holds, ({ track }) => track)
    indexing((add, remove) => {
      for (const track of tracks) {
        const body = encode(track)
        const row = find.get(track.id)
        const wasHeld = takedowns.isHeld(track.id)
        const isHeld = wasHeld || held.has(track.id)
        if (row === undefined) {
          const stored = { ...track, key: place(track.id, body) }
          if (!isHeld) add(stored)
          upserted.added += 1
        } else if (row.body === body && wasHeld === isHeld) {
          upserted.unchanged += 1
        } else {
          const read = decodeTrack(row)
          const before = read ?? remainsOf(row)
          update.run(body, before.key)
          upserted.changed += 1
          // Most corrections are of a year or a length.
          const isFoundAlike = read && wasHeld === isHeld && areWordedAlike(read, track)
          if (!wasHeld && !isFoundAlike) remove(before)
          if (!isHeld && !isFoundAlike) add({ ...track, key: before.key })
        }
        takedowns.hold(held.get(track.id) ?? [])
      }
    })
    if (upserted.added + upserted.changed > 0) advance.run()
    return upserted
  }

  const takeDown = (all: readonly Takedown[], holds: readonly Hold[]): void => {
    const changed = takedowns.put(all) + hold(holds)
    if (changed > 0) advance.run()
  }

  /** Answers how many are new. */
  const hold = (holds: readonly Hold[]): number => {
    let added = 0
    indexing((_, remove) => {
      for (const hold of holds) {
        const row = takedowns.isHeld(hold.track) ? undefined : find.get(hold.track)
        added += takedowns.hold([hold])
        if (row !== undefined) remove(decodeTrack(row) ?? remainsOf(row))
      }
    })
    return added
  }

  const link = (links: readonly NameLink[], most: number, holds: readonly Hold[]): void => {
    formerNames.link(links, most)
    if (holds.length === 0) return
    if (hold(holds) > 0) advance.run()
  }

  const lift = (targets: readonly TakedownTarget[]): void => {
    const freed = new Set<TrackId>()
    let lifted = 0
    for (const target of targets) {
      for (const track of takedowns.tracksOf(target)) freed.add(track)
      if (takedowns.remove(target)) lifted += 1
    }
    indexing((add) => {
      for (const id of freed) {
        const row = takedowns.isHeld(id) ? undefined : find.get(id)
        const track = row && decodeTrack(row)
        if (track) add(track)
      }
    })
    if (lifted > 0) advance.run()
  }

  const takeOut = (ids: readonly TrackId[]): number => {
    let taken = 0
    indexing((_, removeWords) => {
      for (const id of ids) {
        const row = find.get(id)
        if (row === undefined) {
          const kept = findKept.get(id)
          if (kept && isLeftOut(kept)) keepAgain.run(keptBody(kept), id)
          continue
        }
        const track = decodeTrack(row) ?? remainsOf(row)
        remove.run(track.key)
        keep.run(id, track.key, keptBody(row))
        if (!takedowns.isHeld(id)) removeWords(track)
        taken += 1
      }
    })
    if (taken > 0) advance.run()
    return taken
  }

  /** Those in the place of tracks, as the last scan met them. */
  const unread = new Map<TrackKey, StoredTrack>()
  const leaveOut = (row: TrackRow): void => {
    const remains = remainsOf(row)
    unread.set(remains.key, remains)
    onUnreadable(remains, false)
  }

  const gone = (row: TrackRow): StoredTrack => {
    const track = decodeTrack(row)
    if (track === undefined) onUnreadable(remainsOf(row), !isLeftOut(row))
    return track ?? remainsOf(row)
  }

  return {
    identity: String(known.get()?.identity),
    revision: () => guarded('read the revision', () => Number(known.get()?.revision)),
    upsert: (tracks, names = [], holds = []) =>
      durably('write tracks', () => {
        formerNames.put(names)
        return write(tracks, holds)
      }),
    takeDown: (all, holds) => durably('write takedowns', () => takeDown(all, holds)),
    lift: (targets) => durably('lift takedowns', () => lift(targets)),
    takedowns: () => guarded('read takedowns', () => takedowns.all()),
    holds: () => guarded('read takedowns', () => [...takedowns.holds()]),
    formerNames: () => guarded('read names', () => formerNames.all()),
    link: (links, most, holds = []) => durably('write names', () => link(links, most, holds)),
    nameLinks: () => guarded('read names', () => formerNames.links()),
    withdraw: (ids) => durably('withdraw tracks', () => takeOut(ids)),
    *scan() {
      unread.clear()
      for (const row of rowsOf(database, 'tracks')) {
        const track = decodeTrack(row)
        if (track === undefined) leaveOut(row)
        else yield track
      }
    },
    withdrawn: () =>
      [...unread.values(), ...Array.from(rowsOf(database, 'withdrawn_tracks'), gone)].sort(
        (a, b) => a.key - b.key,
      ),
    get: (ids) =>
      guarded('read tracks', () =>
        ids.map((id) => {
          const row = find.get(id)
          return row === undefined ? undefined : decodeTrack(row)
        }),
      ),
    search: (query, limit, fits) => guarded('search the catalogue', () => index.search(query, limit, fits)),
    get amiss() {
      return writes.amiss
    },
    close: () => {
      writes.close()
      if (database.isOpen) database.close()
    },
  }
}

function* rowsOf(database: DatabaseSync, table: 'tracks' | 'withdrawn_tracks'): Iterable<TrackRow> {
  const rows = guarded('read tracks', () =>
    database.prepare(`SELECT key, id, body FROM ${table} ORDER BY key`).iterate(),
  )
  for (;;) {
    const next = guarded('read tracks', () => rows.next())
    if (next.done) return
    yield next.value
  }
}

const encodeAvailability = ({ markets, notMarkets, from, until }: Availability) =>
  ({ markets, notMarkets, from, until }) satisfies Record<keyof Availability, unknown>

/** Every field, in one fixed order, so that equal tracks are equal texts. */
const encode = (track: Track): string => {
  const {
    id,
    recordingId,
    title,
    artists,
    featured,
    release,
    discNumber,
    trackNumber,
    label,
    year,
    durationMs,
    tags,
  } = track
  const { energy, rating, licenceUrl, audioUrl, audioPath, releasedAt, availability } = track
  return JSON.stringify({
    id,
    recordingId,
    title,
    artists: artists.map((artist) => ({ id: artist.id, name: artist.name })),
    featured: featured.map((artist) => ({ id: artist.id, name: artist.name })),
    release: release && { id: release.id, title: release.title },
    discNumber,
    trackNumber,
    label,
    year,
    durationMs,
    tags,
    energy,
    rating,
    licenceUrl,
    audioUrl,
    audioPath,
    releasedAt,
    availability: availability && encodeAvailability(availability),
  } satisfies Record<keyof Track, unknown>)
}
