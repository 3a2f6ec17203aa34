import type { Batch, Cursor, Recorded } from '#log'

/**
 * What was appended while a follower is busy, kept for it: to read it from the log again costs several times what it costs
 * to fold it. The trap closed here is memory: anyone may send events faster than they are folded, and each with a hundred long
 * names in it, so what is kept is counted in bytes.
 */
export interface HandedBatches {
  readonly first: Batch | undefined
  readonly batches: number
  /** How many events wait. */
  readonly events: number
  /** False when it would be too much: then nothing is kept. */
  keep(batch: Batch): boolean
  /** Those that were read meanwhile as well: cursors are opaque, so up to what ends there. Parts of one that begins there end there too. */
  dropRead(cursor: Cursor): void
  drop(batches: number): void
  /**
   * The first with those behind it that are folded in the same turn: appends come more often than turns do. It ends amid an
   * append only where the first does.
   */
  joined(first: Batch, most: number): Joined
}

interface Joined {
  readonly batch: Batch
  readonly parts: number
  readonly endsAmid: boolean
}

/** About what an event takes beside its texts. */
const bytesAnEvent = 448
const bytesAnObject = 64
const bytesAValue = 8
/** One of them that is not Latin makes it two for all letters of a text. */
const bytesALetter = 2
/** Some twenty thousand plays. */
const mostBytes = 16 * 1_048_576

export const createHandedBatches = (): HandedBatches => {
  const kept: { readonly batch: Batch; readonly bytes: number }[] = []
  let events = 0
  let bytes = 0

  const drop = (batches: number): void => {
    for (const gone of kept.splice(0, batches)) {
      events -= gone.batch.recorded.length
      bytes -= gone.bytes
    }
  }

  return {
    get first() {
      return kept[0]?.batch
    },
    get batches() {
      return kept.length
    },
    get events() {
      return events
    },
    keep: (batch) => {
      const one = {
        batch,
        bytes: batch.recorded.reduce((sum, { event }) => sum + bytesAnEvent + bytesOf(event), 0),
      }
      if (bytes + one.bytes > mostBytes) {
        drop(kept.length)
        return false
      }
      kept.push(one)
      events += batch.recorded.length
      bytes += one.bytes
      return true
    },
    dropRead: (cursor) =>
      drop(kept.findLastIndex(({ batch: { after, through } }) => through === cursor && after !== cursor) + 1),
    drop,
    joined: (first, most) => {
      const recorded: Recorded[] = []
      let { through } = first
      let parts = 0
      for (const { batch: next } of kept) {
        if (parts > 0 && (endsAmid(next) || recorded.length + next.recorded.length > most)) break
        recorded.push(...next.recorded)
        through = next.through
        parts++
      }
      return {
        batch: { recorded, after: first.after, through },
        parts,
        endsAmid: endsAmid(first) && parts === 1,
      }
    },
  }
}

/** One of the parts of a long append that others follow. */
const endsAmid = ({ recorded, after, through }: Batch): boolean => recorded.length > 0 && after === through

/** Of all that is in it, however deep: what is blocked, what a slate was of, who served it. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return bytesALetter * value.length
  if (typeof value !== 'object' || value === null) return bytesAValue
  let bytes = bytesAnObject
  for (const part of Object.values(value)) bytes += bytesOf(part)
  return bytes
}
