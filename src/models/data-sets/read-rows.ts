import { z } from 'zod'
import { AppError, explainIssue, faultsIn } from '#domain'
import type { Cells, Table } from './table.ts'

/**
 * Rows of a table by a schema, each taken or refused with its reason. The trap is the table of which most is quietly left
 * out: every refusal is counted, and a table of which nothing could be taken is an error that says the commonest reason.
 */
export interface RowsRead {
  readonly sha256: string
  readonly read: number
  readonly taken: number
  /** Reason → how many rows, the most frequent first. */
  readonly refused: Readonly<Record<string, number>>
}

/** Throws `invalid-table` where no row could be taken. `breathe` is awaited now and then. */
export const readRows = async <Row>(
  table: Table,
  schema: z.ZodType<Row>,
  take: (row: Row, cells: Cells) => void,
  breathe: (fraction: number) => Promise<void>,
): Promise<RowsRead> => {
  let read = 0
  let taken = 0
  const refused = new Map<string, number>()
  for await (const cells of table.rows) {
    if (read++ % rowsAtOnce === 0) await breathe(table.fraction())
    const row = typeof cells === 'string' ? undefined : schema.safeParse(cells)
    if (row?.success && typeof cells !== 'string') {
      take(row.data, cells)
      taken++
      continue
    }
    const reason = typeof cells === 'string' ? cells : reasonOf(row?.error)
    refused.set(reason, (refused.get(reason) ?? 0) + 1)
  }
  const reasons = [...refused].sort(([, one], [, other]) => other - one)
  if (taken === 0)
    throw new AppError(
      'invalid-table',
      read === 0
        ? `${table.path} has no rows. Give a table with at least one.`
        : `Nothing of ${table.path} was taken: ${reasons[0]?.[0] ?? ''}. Columns are named in docs/evaluation.md.`,
    )
  return { sha256: table.sha256, read, taken, refused: Object.fromEntries(reasons) }
}

const rowsAtOnce = 1_000

const reasonOf = (error: z.ZodError | undefined): string =>
  faultsIn(error?.issues ?? [])
    .map(({ path, detail }) => `${path} ${detail}`.trim())
    .join('; ')

const blankAsAbsent = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value

const numeric = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.getTime()
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : blankAsAbsent(value)
}

const nameIn = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  // Beyond 2^53 neighbours are one number, and two listeners would be one.
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : blankAsAbsent(value)
}

const secondsUntil = 1e11

/** ISO text, or a number: seconds since 1970 below 10^11 (the year 5138), milliseconds from there on. */
const timeIn = (value: unknown): unknown => {
  const number = numeric(value)
  if (typeof number === 'number' && Number.isFinite(number))
    return number < secondsUntil ? number * 1000 : number
  return typeof value === 'string' ? Date.parse(value) : number
}

const explained = { error: explainIssue }

/** An id: text, or a whole number that is exact; up to 400 characters. */
export const idCell = z.preprocess(nameIn, z.string(explained).min(1, explained).max(400, explained))
/** The same, or no cell. */
export const optionalIdCell = z.preprocess(nameIn, z.string(explained).max(400, explained).optional())
/** A count above 0, or no cell. */
export const countCell = z.preprocess(numeric, z.number(explained).positive(explained).optional())
/** A moment in milliseconds since 1970, or no cell. */
export const timeCell = z.preprocess(timeIn, z.number(explained).optional())
/** A moment in milliseconds since 1970. */
export const momentCell = z.preprocess(timeIn, z.number(explained))
/** A list of ids, one at least. */
export const idsCell = z.array(idCell, explained).min(1, explained).max(100_000, explained)
