import { z } from 'zod'
import { AppError, counted, hashText } from '#domain'
import { type Cells, interactionRow, isHeldOut, readRows, type Table } from '#models'
import { createLongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { openRowsWriter } from './write-csv.ts'

/** `segue evaluate split`: parts one table into one to learn from and one to be judged by, its columns as they are. */
export interface SplitArguments {
  readonly table: string
  readonly train: string
  readonly holdout: string
  readonly share: number
  /** 'pair': of each listener some items; 'row': whole rows, such as playlists. */
  readonly by: 'pair' | 'row'
  readonly seed: string
}

export const runSplit = async (asked: SplitArguments, outside: Outside): Promise<void> => {
  if (asked.by === 'row' && ![asked.train, asked.holdout].every((path) => path.endsWith('.jsonl')))
    throw new AppError(
      'invalid-config',
      'Whole rows may hold lists, which CSV has no cells for: name both files with .jsonl.',
    )
  const work = createLongWork(outside)
  const table = await outside.openTable(asked.table)
  const rows: { held: boolean; cells: Cells }[] = []
  const columns = new Set<string>()
  const { finish } = await work.read('Splitting', (breathe) =>
    parted(asked, table, breathe, (held, cells) => {
      for (const name of Object.keys(cells)) columns.add(name)
      rows.push({ held, cells })
    }),
  )
  const train = await openRowsWriter(asked.train, [...columns])
  const holdout = await openRowsWriter(asked.holdout, [...columns])
  for (const { held, cells } of rows) (held ? holdout : train).write(cells)
  await train.close()
  await holdout.close()
  const held = rows.filter((row) => row.held).length
  if (held === 0 || held === rows.length)
    throw new AppError(
      'invalid-table',
      `One part of ${asked.table} is empty: it has too few rows to be split.`,
    )
  finish(`${counted(rows.length - held, 'row')} to learn from, ${counted(held, 'row')} held out`)
}

const anyRow = z.record(z.string(), z.unknown())

const parted = (
  { by, share, seed }: SplitArguments,
  table: Table,
  breathe: (fraction: number) => Promise<void>,
  take: (held: boolean, cells: Cells) => void,
) =>
  by === 'pair'
    ? readRows(
        table,
        interactionRow,
        ({ listener_id, item_id }, cells) => take(isHeldOut(listener_id, item_id, share, seed), cells),
        breathe,
      )
    : readRows(
        table,
        anyRow,
        (_, cells) => take(hashText(JSON.stringify([seed, cells])) < share * 0x1_0000_0000, cells),
        breathe,
      )
