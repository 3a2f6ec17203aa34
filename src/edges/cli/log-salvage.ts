import { expectDataFolder } from './data-folder.ts'
import type { Outside } from './platform.ts'
import { count } from './progress.ts'

/** `segue log salvage`: a new log of what can be read of a damaged one, and of a backup. */
export const runLogSalvage = async (
  { data, backup }: { readonly data: string; readonly backup?: string | undefined },
  outside: Outside,
): Promise<void> => {
  expectDataFolder(data)
  const {
    path,
    events,
    fromBackup,
    corrected,
    lost,
    decisionRecords,
    recordsLost,
    damagedFrames,
    redactionsUnread,
  } = await outside.salvageLog(data, backup)
  const lines = [
    `Events in the new log: ${count(events)}, of them from the backup: ${count(fromBackup)}`,
    `Events and records that the backup has otherwise, taken from it: ${count(corrected)}`,
    `Events known to be lost: ${count(lost)}`,
    ...(lost > 0
      ? ['Blocks and ratings may be among them: what they hid is shown again, until it is blocked again.']
      : []),
    ...(damagedFrames > 0
      ? [
          `Damaged parts of log.db-wal: ${count(damagedFrames)}. What stood in them alone, of the newest events, is lost and not counted above.`,
        ]
      : []),
    ...(redactionsUnread
      ? [
          'Whether a listener was being taken out of the log can not be read: whoever was is to be taken out again.',
        ]
      : []),
    `Decision records: ${count(decisionRecords)}, known to be lost: ${count(recordsLost)}`,
    `The new log is ${path}. Move log.db, log.db-wal, log.db-shm, state.db and aggregates.db away, name it log.db, and start.`,
  ]
  for (const line of lines) outside.out(line)
}
