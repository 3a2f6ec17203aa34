import { z } from 'zod'
import { createNumbering, type Numbering } from '../numbering.ts'
import { idCell, momentCell, optionalIdCell, type RowsRead, readRows } from './read-rows.ts'
import { inOrderOfEnd, nobody, type Play } from './sessions.ts'
import type { Table } from './table.ts'

/**
 * Tables `listener_id, session_id, track_id[, artist_id], time` as sessions. A session is what one listener has under one
 * session id, wherever its rows stand and in whichever of the tables: ids of sessions are counted anew for each listener in
 * some exports, and windows are cut through sessions in others.
 */
export interface NamedSessions {
  /** In the order of their end. */
  readonly sessions: readonly ReadSession[]
  readonly listeners: Numbering
  readonly items: Numbering
  readonly artists: Numbering
  /** One a table, in their order. */
  readonly rows: readonly RowsRead[]
}

export interface ReadSession {
  readonly id: string
  readonly listener: number
  readonly plays: Play[]
}

const sessionRow = z.object({
  listener_id: idCell,
  session_id: idCell,
  track_id: idCell,
  artist_id: optionalIdCell,
  time: momentCell,
})

/** Numbers go on from `after` where there is one: a holdout by the numbers of its training tables. */
export const readSessions = async (
  tables: readonly Table[],
  breathe: (fraction: number) => Promise<void>,
  after?: Pick<NamedSessions, 'listeners' | 'items' | 'artists'>,
): Promise<NamedSessions> => {
  const listeners = createNumbering(after?.listeners.names())
  const items = createNumbering(after?.items.names())
  const artists = createNumbering(after?.artists.names())
  const sessions = new Map<string, ReadSession>()
  const take = (row: z.infer<typeof sessionRow>): void => {
    const listener = listeners.numberOf(row.listener_id)
    const key = `${listener} ${row.session_id}`
    const session = sessions.get(key) ?? { id: row.session_id, listener, plays: [] }
    sessions.set(key, session)
    session.plays.push({
      item: items.numberOf(row.track_id),
      artist: row.artist_id === undefined ? nobody : artists.numberOf(row.artist_id),
      at: row.time,
    })
  }
  const rows: RowsRead[] = []
  for (const [done, table] of tables.entries())
    rows.push(
      await readRows(table, sessionRow, take, (fraction) => breathe((done + fraction) / tables.length)),
    )
  return { sessions: inOrderOfEnd([...sessions.values()]), listeners, items, artists, rows }
}
