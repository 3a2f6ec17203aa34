import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Track, TrackId } from '#domain'
import type { Catalog } from './catalog.ts'
import type { RecordingDoubts } from './recording-doubts.ts'

/**
 * Filling the catalogue from somewhere: a table, a folder, freemusi.cc, a generated world. Real data is dirty;
 * what is refused is counted by reason and the first few are shown, so that nobody has to guess why 12 of
 * 5,000 songs are missing.
 */
export type ImportRow = {
  /** 1 for the first. */
  readonly row: number
  /** How a person finds it again: "row 12", or a path below the library folder. */
  readonly where: string
} & (
  | {
      readonly track: Track
      /** It stays what it is in the catalogue: not written, for what was sent of it since is newer than what was read. */
      readonly isAsItWas?: true
      /** What it was read of was not written since: what changes is how it is read, and nothing of that is a loss. */
      readonly isUnwritten?: true
      /** It is the track of this id, whatever it is called by now: who reads it made the id, and held it against all that are gone. */
      readonly isSettled?: true
    }
  | { readonly refused: string }
)

/** Which columns of a table were read as what; an import that loses a column says so. */
export interface ColumnReport {
  /** Field → column. */
  readonly used: Readonly<Record<string, string>>
  /** Likewise, by a likeness of the name alone. */
  readonly guessed: Readonly<Record<string, string>>
  readonly ignored: readonly string[]
  /** Something essential is missing, and what to do. */
  readonly warnings: readonly string[]
}

/** Something tracks can be read from, once. */
export interface TrackSource {
  readonly kind: 'table' | 'folder' | 'freemusicc' | 'generated'
  /** Fit to show: a file or folder name, or the name of the collection with its licence. */
  readonly label: string
  readonly rows: AsyncIterable<ImportRow> | Iterable<ImportRow>
  /** Whole once the rows were read to their end. Of a folder, which has no columns, warnings alone. */
  readonly columns?: (() => ColumnReport | undefined) | undefined
  /** Of a table: ids of recordings that it has and that are not believed; whole before the first row. */
  readonly doubts?: Pick<RecordingDoubts, 'has'> | undefined
  /** How much has been read so far, 0 to 1. */
  fraction(): number
}

export interface ImportProgress {
  readonly read: number
  readonly taken: number
  readonly fraction: number
}

export interface ImportReport {
  readonly read: number
  /** Rows that became tracks: `added + changed + unchanged`. */
  readonly taken: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Reason → rows, most common first. */
  readonly refused: Readonly<Record<string, number>>
  /** The first few of each reason, in order of reading. */
  readonly examples: readonly { readonly where: string; readonly reason: string }[]
  /** Of a table that was read, and of a folder of which something is to be said. */
  readonly columns?: ColumnReport
}

export interface ImportOptions {
  /** Called after every batch that is durable, and once at the end. */
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignal | undefined
}

/** Rows that are stored together: what fails before so many were read stores nothing. */
export const importBatch = 2_000
const examplesPerReason = 3
const mostReasons = 20

/**
 * Reads a source to its end into the catalogue, batch by batch; the event loop breathes in between. Stopped by
 * the signal or by an error it leaves the batches already written, and running it again mends the rest.
 */
export const importTracks = async (
  catalog: Catalog,
  source: TrackSource,
  { onProgress, signal }: ImportOptions = {},
): Promise<ImportReport> => {
  const refusals = countRefusals()
  const counts = { read: 0, taken: 0, added: 0, changed: 0, unchanged: 0 }
  let batch: Track[] = []
  let settled = new Set<TrackId>()
  let asTheyWere = 0
  const flush = async (): Promise<void> => {
    const upserted = await catalog.upsert(batch, settled)
    counts.taken += batch.length + asTheyWere
    counts.added += upserted.added
    counts.changed += upserted.changed
    counts.unchanged += upserted.unchanged + asTheyWere
    batch = []
    settled = new Set()
    asTheyWere = 0
    onProgress?.({ read: counts.read, taken: counts.taken, fraction: source.fraction() })
  }
  for await (const row of source.rows) {
    signal?.throwIfAborted()
    counts.read += 1
    if (!('track' in row)) refusals.add(row.where, row.refused)
    else if (row.isAsItWas) asTheyWere += 1
    else {
      batch.push(row.track)
      if (row.isSettled) settled.add(row.track.id)
    }
    if (batch.length + asTheyWere < importBatch) continue
    await flush()
    await nextTurn()
  }
  await flush()
  const columns = source.columns?.()
  return { ...counts, ...refusals.report(), ...(columns && { columns }) }
}

const countRefusals = () => {
  const counts = new Map<string, number>()
  const examples: { where: string; reason: string }[] = []
  return {
    add: (where: string, refused: string): void => {
      // A report is read by people: a thousand different sentences would be no report.
      const reason = counts.has(refused) || counts.size < mostReasons ? refused : 'other reasons'
      const before = counts.get(reason) ?? 0
      counts.set(reason, before + 1)
      if (before < examplesPerReason) examples.push({ where, reason: refused })
    },
    report: (): Pick<ImportReport, 'refused' | 'examples'> => ({
      refused: Object.fromEntries([...counts].sort((a, b) => b[1] - a[1])),
      examples,
    }),
  }
}
