/**
 * Where artifacts rest: blobs by what is in them, and small named records that point at them. A blob is never
 * changed, a record is replaced in one step, so whatever a record points at is whole. Every adapter passes
 * `artifact-store.contract.ts`.
 */
export interface ArtifactStore {
  /** The SHA-256 of the bytes in hex; resolves when they are durable. The same bytes again change nothing. */
  put(bytes: Uint8Array): Promise<string>
  /**
   * The bytes, checked against their hash. Rejects with `model-missing` when there are none under this hash,
   * and with `hash-mismatch` when what is there has changed.
   */
  get(sha256: string): Promise<Uint8Array>
  /**
   * Replaces a record as a whole: a reader sees the old text or the new, also after a power loss. Names are
   * parts of lower-case letters, digits and dashes, joined by '/'; others are rejected with `invalid-request`.
   */
  writeRecord(name: string, text: string): Promise<void>
  readRecord(name: string): Promise<string | undefined>
  /** Names of all records below `folder`, as they go on from there, in order; empty when there are none. */
  listRecords(folder: string): Promise<readonly string[]>
  /** Resolves when it is gone for good, also when there was none. */
  deleteRecord(name: string): Promise<void>
  /** The addresses of all blobs, sound or damaged, in order. */
  listBlobs(): Promise<readonly string[]>
  /** Whoever calls it knows that no record points at it. Resolves as `deleteRecord` does. */
  deleteBlob(sha256: string): Promise<void>
}
