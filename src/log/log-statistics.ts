import type { Instant } from '#domain'

/** What a log holds and what it costs, for whoever keeps it. Counts of rows, no listener among them. */
export interface LogStatistics {
  /** How many events there are. */
  readonly end: number
  /** By how many there are, most first. Kept for good, whatever is let go; bytes are those of their bodies. */
  readonly events: readonly { readonly type: string; readonly count: number; readonly bytes: number }[]
  /** Decision records that are kept, by surface. Bytes are those let go with them, without what records share. */
  readonly decisions: readonly SurfaceDecisions[]
  /** What records repeat, stored once for all of them. */
  readonly shared: { readonly count: number; readonly bytes: number }
  /** When the oldest record that is kept was made; undefined when none is. */
  readonly oldestRecord?: Instant | undefined
  /** Within the file of the log: let go, and used again by what comes next. */
  readonly freeBytes: number
  /** Files of the log with their size on disk. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
}

export interface SurfaceDecisions {
  readonly surface: string
  readonly records: number
  readonly bytes: number
  readonly bytesPerAnswer: number
}
