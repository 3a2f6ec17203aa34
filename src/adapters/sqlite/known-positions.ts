import type { DatabaseSync } from 'node:sqlite'
import { type Column, indexRows, leafRows } from './leaf-rows.ts'
import type { Position } from './log-cursors.ts'
import { columnsOf, type SalvageSource } from './salvage-source.ts'

const text = (name: string): Column => ({ name, type: 'TEXT', isOptional: false })
const number = (name: string): Column => ({ name, type: 'INTEGER', isOptional: false })

/** By id and listener, and by type or listener alone. No other index of a log has such columns. */
const indexesOfEvents = [
  [text('id'), text('listener'), number('position')],
  [text('of'), number('position')],
]
/** Shared words have one with such columns, but of other numbers than the times of events. */
const indexOfRecords = [number('at'), number('position')]

/** No event takes less: it stands in its row, and its id and listener in it twice. */
const leastEventBytes = 64

export interface KnownPositions {
  /** The furthest that is known of, 0 for none. */
  readonly newest: Position
  /** How many have a record that the new log has not. */
  readonly recordsLost: number
}

/**
 * What a damaged log says that it had, by whatever of it can be read: where rows are hit their entries in indexes are
 * not. What is too far behind the newest event in the new log for the file to hold what came between was never written.
 */
export const knownPositions = async (
  source: SalvageSource,
  fresh: DatabaseSync,
  signal: AbortSignal,
): Promise<KnownPositions> => {
  const { file } = source
  const found = Number(fresh.prepare('SELECT max(position) AS newest FROM events').get()?.newest ?? 0)
  const limit = found + Math.ceil((file.pages * file.usable) / leastEventBytes)
  let newest = 0
  const take = (position: unknown): boolean => {
    const isPossible = Number(position) >= 1 && Number(position) <= limit
    if (isPossible) newest = Math.max(newest, Number(position))
    return isPossible
  }
  for (const columns of indexesOfEvents)
    for await (const rows of indexRows(file, columns, 'for-good', signal))
      for (const { position } of rows) take(position)

  fresh.exec('CREATE TEMP TABLE records_known (position INTEGER PRIMARY KEY)')
  const note = fresh.prepare('INSERT OR IGNORE INTO records_known VALUES (?)')
  const event = fresh.prepare("SELECT body ->> 'at' AS at FROM events WHERE position = ?")
  const timeAt = (position: unknown) => event.get(Number(position))?.at
  for await (const rows of leafRows(file, columnsOf(source, fresh, 'attachments'), 'until-let-go', signal))
    for (const { position, at } of rows)
      if ((timeAt(position) ?? at) === at && take(position)) note.run(Number(position))
  for await (const rows of indexRows(file, indexOfRecords, 'until-let-go', signal))
    for (const { position, at } of rows) if (timeAt(position) === at) note.run(Number(position))
  const unread =
    'SELECT count(*) AS lost FROM records_known WHERE position NOT IN (SELECT position FROM attachments)'
  const lost = Number(fresh.prepare(unread).get()?.lost)
  fresh.exec('DROP TABLE records_known')
  return { newest, recordsLost: lost }
}
