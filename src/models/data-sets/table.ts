/** A table as whoever opens it gives it: rows of named cells, nothing of what they mean. Adapters implement `OpenTable`. */
export type Cells = Readonly<Record<string, unknown>>

export interface Table {
  /** Where it lies, for sentences. */
  readonly path: string
  /** Of the bytes of the file. */
  readonly sha256: string
  /** In the order of the file; a text says why a row can't be read. */
  readonly rows: AsyncIterable<Cells | string>
  /** How much of it was read, 0 to 1. */
  fraction(): number
}

/** Rejects with `unreadable-library` where nothing can be read, with `invalid-table` where it is no table. */
export type OpenTable = (path: string) => Promise<Table>
