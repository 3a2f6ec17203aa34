import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Position } from '#log'
import { unlessDamaged } from './damage.ts'
import type { SalvageSource } from './salvage-source.ts'

/** A way to come by positions, with the columns in whose order it goes. */
type Way = readonly [from: string, order: string]

const waysToEvents: readonly Way[] = [
  ['events INDEXED BY sqlite_autoindex_events_1 WHERE true', 'id, listener'],
  [
    "events INDEXED BY events_by_rare_type WHERE type NOT IN ('track.played', 'track.skipped')",
    'type, position',
  ],
  ["events INDEXED BY plays_by_listener WHERE type = 'track.played'", 'listener, position'],
  ["events INDEXED BY slates_by_listener WHERE type = 'slate.served'", 'listener, position'],
]
const waysToRecords: readonly Way[] = [
  ['attachments NOT INDEXED WHERE true', 'position'],
  ['attachments INDEXED BY attachments_by_age WHERE true', 'at, position'],
]

/** No event takes less: it stands in its row, and its id and listener in it twice. */
const leastEventBytes = 64

export interface KnownPositions {
  /** The furthest that is known of, 0 for none. */
  readonly newest: Position
  /** How many have a record that the new log has not. */
  readonly recordsLost: number
}

/**
 * What a damaged log says that it had, by whatever of it can be read: where a table is hit its indexes are not. What is
 * too far behind the newest event in the new log for the file to hold what came between was never written.
 */
export const knownPositions = async (
  { file, database }: SalvageSource,
  fresh: DatabaseSync,
  signal: AbortSignal,
): Promise<KnownPositions> => {
  const found = Number(fresh.prepare('SELECT max(position) AS newest FROM events').get()?.newest ?? 0)
  const limit = found + Math.ceil((file.pages * file.usable) / leastEventBytes)
  fresh.exec('CREATE TEMP TABLE records_known (position INTEGER PRIMARY KEY)')
  const note = fresh.prepare('INSERT OR IGNORE INTO records_known VALUES (?)')
  let newest = 0
  const take = async (ways: readonly Way[], each: (position: Position) => void) => {
    for (const way of ways) {
      await nextTurn()
      signal.throwIfAborted()
      if (database === undefined) return
      readBothWays(database, way, limit, (position) => {
        newest = Math.max(newest, position)
        each(position)
      })
    }
  }
  await take(waysToEvents, () => {})
  await take(waysToRecords, (position) => note.run(position))
  const lost = fresh
    .prepare(
      'SELECT count(*) AS lost FROM records_known WHERE position NOT IN (SELECT position FROM attachments)',
    )
    .get()
  fresh.exec('DROP TABLE records_known')
  return { newest, recordsLost: Number(lost?.lost) }
}

/** From one end up to the first damaged page, and where there is one, from the other end as well. */
const readBothWays = (
  source: DatabaseSync,
  [from, order]: Way,
  limit: Position,
  each: (position: Position) => void,
): void => {
  const wayBack = order.replaceAll(/\w+/g, '$& DESC')
  for (const direction of [order, wayBack]) {
    const isWhole = unlessDamaged(() => {
      const rows = source.prepare(
        `SELECT position FROM ${from} AND +position BETWEEN 1 AND ? ORDER BY ${direction}`,
      )
      for (const { position } of rows.iterate(limit)) each(Number(position))
      return true
    })
    if (isWhole) return
  }
}
