import {
  corruptRecord,
  type Decision,
  decodeStored,
  type EventEnvelope,
  type Indexed,
  isRedacted,
  type Recorded,
  sequenceNumber,
} from '#log'
import { type Position, placeOf } from './log-cursors.ts'
import type { Row } from './log-newest.ts'
import { unpackAbout } from './log-writer-packing.ts'

/**
 * Rows of the log as what they mean. The trap closed here is a reader that stands still: a row that is passed over is
 * no event for whoever reads, and still a place that they have come to.
 */
export interface ReadRow {
  readonly position: Position
  readonly envelope: EventEnvelope
  /** Undefined where the event is passed over. */
  readonly recorded: Recorded | undefined
}

export const readRow = ({ position, body }: Row): ReadRow => {
  const at = Number(position)
  if (typeof body !== 'string') throw corruptRecord(at, 'it is not text')
  const { envelope, event } = decodeStored(at, body)
  return { position: at, envelope, recorded: event && { sequence: sequenceNumber(at), event } }
}

interface ReadPage {
  readonly recorded: readonly Recorded[]
  /** The last row that could be read, also one that is passed over. */
  readonly last: ReadRow | undefined
  readonly wrong?: unknown
}

/** What stands before an event that can't be read is handed over before that is told. */
export const readPage = (rows: readonly Row[]): ReadPage => {
  const recorded: Recorded[] = []
  let last: ReadRow | undefined
  try {
    for (const row of rows) {
      const read = readRow(row)
      if (read.recorded !== undefined) recorded.push(read.recorded)
      last = read
    }
    return { recorded, last }
  } catch (wrong) {
    return { recorded, last, wrong }
  }
}

/**
 * As many rows as are wanted of those that `older` answers, newest first, whatever is passed over between them: a page
 * that came short would tell its reader that there is nothing older.
 */
export const newestRead = <Read>(
  limit: number,
  before: Position,
  older: (limit: number, before: Position) => readonly Row[],
  toRead: (row: Row, recorded: Recorded) => Read | undefined,
): readonly Read[] => {
  const found: Read[] = []
  let from = before
  while (found.length < limit) {
    const wanted = limit - found.length
    const rows = older(wanted, from)
    for (const row of rows) {
      const { position, recorded } = readRow(row)
      const read = recorded && toRead(row, recorded)
      if (read !== undefined) found.push(read)
      from = position
    }
    if (rows.length < wanted) break
  }
  return found
}

export const toIndexed = (_row: Row, recorded: Recorded): Indexed => ({
  ...recorded,
  place: placeOf(recorded.sequence),
})

/** None of a redacted one: its record is gone, and nobody is left whose it was. */
export const toDecision = (row: Row, { sequence, event }: Recorded): Decision | undefined =>
  event.type === 'slate.served' && !isRedacted(event)
    ? { event, about: aboutOf(row), place: placeOf(sequence) }
    : undefined

const aboutOf = ({ position, about }: Row): readonly string[] => {
  if (about === null) return []
  const ids = about instanceof Uint8Array ? unpackAbout(about) : undefined
  if (ids === undefined)
    throw corruptRecord(Number(position), 'what its decision record is about does not unpack')
  return ids
}
