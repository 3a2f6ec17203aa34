import type { DatabaseSync } from 'node:sqlite'
import { type Hold, type Takedown, type TakedownTarget, takedownKinds } from '#catalog'
import { instant, type TrackId, trackId } from '#domain'

/**
 * What is taken down, and of which tracks. The trap is a hold without its track: it is kept, since the track may be
 * withdrawn and come back, or be what is sent next.
 */
export const takedownsSchema = `
  CREATE TABLE IF NOT EXISTS takedowns (
    place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, note TEXT, UNIQUE (kind, id)) STRICT;
  CREATE TABLE IF NOT EXISTS holds (
    track TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (track, kind, id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS holds_by_takedown ON holds (kind, id);
`

export interface TakedownsTable {
  /** Answers how many are new, or not as they were. */
  put(takedowns: readonly Takedown[]): number
  /** Answers how many are new. */
  hold(holds: readonly Hold[]): number
  /** Answers whether it was there. */
  remove(target: TakedownTarget): boolean
  all(): readonly Takedown[]
  holds(): Iterable<Hold>
  isHeld(track: TrackId): boolean
  /** The tracks that it holds. */
  tracksOf(target: TakedownTarget): readonly TrackId[]
}

type Row = Readonly<Record<string, unknown>>

export const createTakedownsTable = (database: DatabaseSync): TakedownsTable => {
  const insert = database.prepare(
    `INSERT INTO takedowns (kind, id, at, note) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, note = excluded.note
     WHERE at IS NOT excluded.at OR note IS NOT excluded.note`,
  )
  const insertHold = database.prepare('INSERT OR IGNORE INTO holds (track, kind, id) VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM takedowns WHERE kind = ? AND id = ?')
  const removeHolds = database.prepare('DELETE FROM holds WHERE kind = ? AND id = ?')
  const all = database.prepare('SELECT kind, id, at, note FROM takedowns ORDER BY place')
  const holds = database.prepare('SELECT track, kind, id FROM holds')
  const held = database.prepare('SELECT 1 FROM holds WHERE track = ? LIMIT 1')
  const tracksOf = database.prepare('SELECT track FROM holds WHERE kind = ? AND id = ?')
  return {
    put(takedowns) {
      let changed = 0
      for (const { kind, id, at, note } of takedowns)
        changed += Number(insert.run(kind, id, at, note ?? null).changes)
      return changed
    },
    hold(some) {
      let added = 0
      for (const { track, kind, id } of some) added += Number(insertHold.run(track, kind, id).changes)
      return added
    },
    remove({ kind, id }) {
      removeHolds.run(kind, id)
      return remove.run(kind, id).changes > 0
    },
    all: () => all.all().map(takedownIn),
    *holds() {
      for (const row of holds.iterate()) yield { ...targetIn(row), track: trackId(String(row.track)) }
    },
    isHeld: (track) => held.get(track) !== undefined,
    tracksOf: ({ kind, id }) => tracksOf.all(kind, id).map(({ track }) => trackId(String(track))),
  }
}

const targetIn = ({ kind, id }: Row): TakedownTarget => ({
  kind: takedownKinds.find((one) => one === kind) ?? 'track',
  id: String(id),
})

const takedownIn = (row: Row): Takedown => ({
  ...targetIn(row),
  at: instant(Number(row.at)),
  ...(row.note !== null && { note: String(row.note) }),
})
