import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Instant, ListenerId } from '#domain'
import type { EventType } from '#log'
import type { Position } from './log-cursors.ts'

export type Row = Record<string, SQLOutputValue>

/** The newest rows of a type that stand before a position, newest first. */
export type NewestOf = (
  type: EventType,
  limit: number,
  listenerId: ListenerId | undefined,
  before: Position,
) => readonly Row[]

/**
 * Of a row of `events`: nobody is being taken out of the log whose it is. True of a log without such a table, which was
 * opened for reading only; it may have no column for the listener either.
 */
export const ofNobodyLeaving = (database: DatabaseSync): string => {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'redactions'").get()
  return table === undefined ? 'TRUE' : 'events.listener NOT IN (SELECT listener FROM redactions)'
}

/**
 * The newest events of a type, by the index that holds them, but for those of whoever is leaving. SQLite uses a partial index only for a query that
 * says the condition of the index in its own words, and each query here says that of one index alone, so that there is
 * nothing to choose between.
 */
export const createNewestOf = (database: DatabaseSync, columns: string): NewestOf => {
  const end = `AND ${ofNobodyLeaving(database)} AND position < ? ORDER BY position DESC LIMIT ?`
  const frequent = database.prepare(`${columns} WHERE type = ? ${end}`)
  const rare = database.prepare(
    `${columns} WHERE type = ? AND type NOT IN ('track.played', 'track.skipped') ${end}`,
  )
  // Made when it is needed: a log of format 1, opened for reading only, has no such column.
  const ofListener = new Map<EventType, StatementSync>()
  const ofOne = (type: EventType): StatementSync => {
    const made =
      ofListener.get(type) ?? database.prepare(`${columns} WHERE type = '${type}' AND listener = ? ${end}`)
    ofListener.set(type, made)
    return made
  }
  return (type, limit, listenerId, before) => {
    if (listenerId !== undefined) return ofOne(type).all(listenerId, before, limit)
    const statement = type === 'track.played' || type === 'track.skipped' ? frequent : rare
    return statement.all(type, before, limit)
  }
}

/**
 * The position that every slate of before a moment stands before; found by halving, as one clock gives the times of
 * slates and they grow with their positions. Where that clock was set back, some of the hours it went through twice are missed.
 */
export const positionUntil = (
  until: Instant,
  high: Position,
  slateBefore: (position: Position) => { readonly position: Position; readonly at: Instant } | undefined,
): Position => {
  let [from, to] = [0, high]
  while (from < to) {
    const middle = Math.ceil((from + to) / 2)
    const newest = slateBefore(middle)
    if (newest === undefined || newest.at < until) from = middle
    else to = Math.min(middle - 1, newest.position)
  }
  return from
}
