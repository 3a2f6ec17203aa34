import { z } from 'zod'
import { AppError, counted } from '#domain'
import { type Cells, drawnOf, interactionRow, readRows, type Table } from '#models'
import { createLongWork } from './long-work.ts'
import type { Outside } from './platform.ts'
import { createRowsWriter } from './write-csv.ts'
import { type OpenWhole, writingWhole } from './write-whole.ts'

/**
 * `segue evaluate split`: parts one table into one to learn from and one to be judged by, its columns as they are. The trap closed
 * here is a part that is split again by the same seed: its pairs were drawn already, and all on one side.
 */
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
  const named = { read: [asked.table], written: [asked.train, asked.holdout] }
  const say = await writingWhole(named, outside.newId, (open) => split(asked, open, outside))
  say()
}

/** Answers what says that it is done. */
const split = async (asked: SplitArguments, open: OpenWhole, outside: Outside): Promise<() => void> => {
  const { share, train, holdout } = asked
  const streams = { train: await open(train), holdout: await open(holdout) }
  const work = createLongWork(outside)
  const table = await outside.openTable(asked.table)
  const rows: { drawn: number; cells: Cells }[] = []
  const columns = new Set<string>()
  const { finish } = await work.read('Splitting', (breathe) =>
    readDrawn(asked, table, breathe, (drawn, cells) => {
      for (const name of Object.keys(cells)) columns.add(name)
      rows.push({ drawn, cells })
    }),
  )
  expectUnsplit(new Set(rows.map(({ drawn }) => drawn)), asked)
  const [kept, held] = [
    createRowsWriter(streams.train, train, [...columns]),
    createRowsWriter(streams.holdout, holdout, [...columns]),
  ]
  for (const { drawn, cells } of rows) (drawn < share ? held : kept).write(cells)
  const heldOut = rows.filter(({ drawn }) => drawn < share).length
  return () =>
    finish(`${counted(rows.length - heldOut, 'row')} to learn from, ${counted(heldOut, 'row')} held out`)
}

const anyRow = z.record(z.string(), z.unknown())

const readDrawn = (
  { by, seed }: SplitArguments,
  table: Table,
  breathe: (fraction: number) => Promise<void>,
  take: (drawn: number, cells: Cells) => void,
) =>
  by === 'pair'
    ? readRows(
        table,
        interactionRow,
        ({ listener_id, item_id }, cells) => take(drawnOf([listener_id, item_id], seed), cells),
        breathe,
      )
    : readRows(table, anyRow, (_, cells) => take(drawnOf([cells], seed), cells), breathe)

/** So improbable of a table that was not split that it is not one. */
const improbable = 1e-6

/**
 * Throws where one part would be empty, and where the gap below or above all that was drawn is one that a split has left: then
 * another share than asked for would be held out, though none is empty.
 */
const expectUnsplit = (drawn: ReadonlySet<number>, { table, share, seed }: SplitArguments): void => {
  let [least, most] = [1, 0]
  for (const one of drawn) {
    least = Math.min(least, one)
    most = Math.max(most, one)
  }
  const advice = 'Name another seed with --seed'
  if (Math.min((1 - least) ** drawn.size, most ** drawn.size) < improbable)
    throw new AppError(
      'invalid-table',
      `${table} is a part of a split by the seed "${seed}" already, so this seed would not part it as asked. ${advice}, such as --seed ${seed}-2.`,
    )
  if (least >= share || most < share)
    throw new AppError(
      'invalid-table',
      `One part of ${table} would be empty: by the seed "${seed}" all of it falls to the other, since its rows are few, or are a part of a split by this seed. ${advice}, or give more rows.`,
    )
}
