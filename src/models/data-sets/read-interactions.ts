import { z } from 'zod'
import { createNumbering, type Numbering } from '../numbering.ts'
import { createInteractionsBuilder, type Interactions } from './interactions.ts'
import { countCell, idCell, type RowsRead, readRows, timeCell } from './read-rows.ts'
import type { Table } from './table.ts'

/**
 * A table `listener_id, item_id[, plays][, time]` as interactions; `track_id` and `artist_id` stand for the item where there
 * is no `item_id`.
 */
export interface NamedInteractions {
  readonly data: Interactions
  readonly listeners: Numbering
  readonly items: Numbering
  readonly rows: RowsRead
}

const itemOf = (row: unknown): unknown => {
  if (typeof row !== 'object' || row === null) return row
  const cells: Readonly<Record<string, unknown>> = { ...row }
  return { ...cells, item_id: cells.item_id ?? cells.track_id ?? cells.artist_id }
}

export const interactionRow = z.preprocess(
  itemOf,
  z.object({ listener_id: idCell, item_id: idCell, plays: countCell, time: timeCell }),
)

/** Numbers go on from `after` where there is one: a holdout by the numbers of its training table. */
export const readInteractions = async (
  table: Table,
  breathe: (fraction: number) => Promise<void>,
  after?: Pick<NamedInteractions, 'items' | 'listeners'>,
): Promise<NamedInteractions> => {
  const listeners = createNumbering(after?.listeners.names())
  const items = createNumbering(after?.items.names())
  const builder = createInteractionsBuilder()
  const take = ({ listener_id, item_id, plays, time }: z.infer<typeof interactionRow>) =>
    builder.add(listeners.numberOf(listener_id), items.numberOf(item_id), plays ?? 1, time)
  const rows = await readRows(table, interactionRow, take, breathe)
  return { data: builder.build(listeners.size, items.size), listeners, items, rows }
}
