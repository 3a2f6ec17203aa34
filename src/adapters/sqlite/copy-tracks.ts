import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { StoredTrack } from '#catalog'
import { decodeTrack, isLeftOut, keptBody, leftOutBody, remainsOf } from './decode-track.ts'
import { createFormerNamesTable, type OnDamagedNames } from './former-names-table.ts'
import { inTransaction, openCatalogDatabase } from './sqlite-catalog-store-database.ts'
import { createWordIndex } from './sqlite-catalog-store-search.ts'
import { createSpeller } from './sqlite-catalog-store-speller.ts'
import { createTakedownsTable } from './takedowns-table.ts'

const chunkRows = 200

/** Two rows of one id are left where that of a track was hit. */
const keepWithdrawn = 'INSERT OR IGNORE INTO withdrawn_tracks (id, key, body) VALUES (?, ?, ?)'

/**
 * A catalogue as another file, with words made anew. The trap is what is damaged beside its tracks: tables are read in
 * the order of their rows, so that no index of the damaged file is asked.
 */
export const copyTracks = async (
  from: string,
  to: string,
  onUnreadable: (track: StoredTrack, isGone: boolean) => void,
  onDamagedNames: OnDamagedNames,
): Promise<void> => {
  const damaged = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
  try {
    const fresh = openCatalogDatabase(to)
    try {
      await copyInto(damaged, fresh, onUnreadable, onDamagedNames)
    } finally {
      fresh.close()
    }
  } finally {
    damaged.close()
  }
}

const copyInto = async (
  damaged: DatabaseSync,
  fresh: DatabaseSync,
  onUnreadable: (track: StoredTrack, isGone: boolean) => void,
  onDamagedNames: OnDamagedNames,
): Promise<void> => {
  const speller = createSpeller(fresh)
  const index = createWordIndex(fresh, speller)
  // First of all: of what is taken down no words are made.
  const takedowns = copyTakedowns(damaged, fresh)
  const page = damaged.prepare('SELECT key, id, body FROM tracks WHERE key > ? ORDER BY key LIMIT ?')
  const insert = fresh.prepare('INSERT INTO tracks (key, id, body) VALUES (?, ?, ?)')
  const keep = fresh.prepare(keepWithdrawn)
  for (let last = 0; ; ) {
    const rows = page.all(last, chunkRows)
    if (rows.length === 0) break
    inTransaction(fresh, () => {
      const counts = new Map<string, number>()
      for (const row of rows) {
        last = Number(row.key)
        const track = decodeTrack(row)
        if (track === undefined) {
          onUnreadable(remainsOf(row), false)
          keep.run(String(row.id), last, leftOutBody(String(row.body)))
          continue
        }
        insert.run(track.key, track.id, String(row.body))
        if (takedowns.isHeld(track.id)) continue
        for (const word of index.add(track)) counts.set(word, (counts.get(word) ?? 0) + 1)
      }
      speller.count(counts)
    })
    await nextTurn()
  }
  inTransaction(fresh, () => copyRest(damaged, fresh, onDamagedNames))
}

const copyTakedowns = (damaged: DatabaseSync, fresh: DatabaseSync) => {
  const [from, to] = [createTakedownsTable(damaged), createTakedownsTable(fresh)]
  inTransaction(fresh, () => {
    to.put(from.all())
    to.hold([...from.holds()])
  })
  return to
}

/** The identity, the revision, the keys that were given out, what was withdrawn, and former names as far as they can be read. */
const copyRest = (damaged: DatabaseSync, fresh: DatabaseSync, onDamagedNames: OnDamagedNames): void => {
  const known = damaged.prepare('SELECT identity, revision FROM catalogue').get()
  const { identity, revision } = known ?? {}
  if (typeof identity !== 'string') throw new Error('its identity is gone')
  fresh.prepare('UPDATE catalogue SET identity = ?, revision = ?').run(identity, Number(revision))
  const keep = fresh.prepare(keepWithdrawn)
  for (const row of damaged.prepare('SELECT id, key, body FROM withdrawn_tracks').all())
    keep.run(String(row.id), Number(row.key), isLeftOut(row) ? String(row.body) : keptBody(row))
  const [had, names] = [createFormerNamesTable(damaged, onDamagedNames), createFormerNamesTable(fresh)]
  names.put(had.all())
  const links = had.links()
  names.link(links, links.length)
  const given = damaged.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'tracks'").get()
  if (given === undefined) return
  fresh.exec("DELETE FROM sqlite_sequence WHERE name = 'tracks'")
  fresh.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('tracks', ?)").run(Number(given.seq))
}
