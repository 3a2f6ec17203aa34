/** What came of making a new log of what can be read of a damaged one. Counts, no listener among them. */
export interface SalvagedLog {
  /** The file of the new log. */
  readonly path: string
  readonly events: number
  /** How many of the events only the backup had. */
  readonly fromBackup: number
  /** How many events and decision records were otherwise in the backup, which was believed. */
  readonly corrected: number
  /** How many positions up to the newest that anything readable knows of have no event. */
  readonly lost: number
  readonly decisionRecords: number
  /** How many more are known to have been in the damaged log. */
  readonly recordsLost: number
  /** Frames of its write-ahead log that were hit: of what stood in them nothing is known, so nothing of it is counted as lost. */
  readonly damagedFrames: number
  /** Whether somebody was being taken out of the log can't be read: they would be there still, in part. */
  readonly redactionsUnread: boolean
}
