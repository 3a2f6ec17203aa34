import { AppError, counted } from '#domain'
import { interactionRow, isHeldOut, readRows } from '#models'
import { createLongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { openCsvWriter } from './write-csv.ts'

/** `segue evaluate split`: parts one table into one to learn from and one to be judged by, its columns as they are. */
export interface SplitArguments {
  readonly table: string
  readonly train: string
  readonly holdout: string
  readonly share: number
  readonly seed: string
}

export const runSplit = async (asked: SplitArguments, outside: Outside): Promise<void> => {
  const work = createLongWork(outside)
  const table = await outside.openTable(asked.table)
  const rows: { held: boolean; cells: Readonly<Record<string, unknown>> }[] = []
  const columns = new Set<string>()
  const { finish } = await work.read('Splitting', (breathe) =>
    readRows(
      table,
      interactionRow,
      ({ listener_id, item_id }, cells) => {
        for (const name of Object.keys(cells)) columns.add(name)
        rows.push({ held: isHeldOut(listener_id, item_id, asked.share, asked.seed), cells })
      },
      breathe,
    ),
  )
  const names = [...columns]
  const train = await openCsvWriter(asked.train, names)
  const holdout = await openCsvWriter(asked.holdout, names)
  for (const { held, cells } of rows) (held ? holdout : train).write(names.map((name) => cells[name]))
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
