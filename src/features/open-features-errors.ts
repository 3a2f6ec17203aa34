import { AppError } from '#domain'

/** What `openFeatures` says about states and the log they were folded from. */

export const leftOut = (last: number, next: number): AppError =>
  new AppError(
    'internal',
    `Event ${next} was to be folded after event ${last}, without those between. The log has them: restart Segue to fold it again.`,
  )

export const beingGathered = (): AppError =>
  new AppError(
    'states-damaged',
    'What was worked out from the event log was damaged and is being made again from it. Nothing is answered before blocks and ratings are read, since it might be what somebody has blocked: try again in a few seconds.',
  )

export const beingMended = (): AppError =>
  new AppError(
    'states-damaged',
    'What was worked out from the event log was damaged and is being made again from it. Blocks and ratings hold meanwhile; taste comes back by itself.',
  )

export const logGone = (position: number): AppError =>
  new AppError(
    'storage-failed',
    `The event log (log.db) is empty, but ${position} events of it were folded before: it was deleted or emptied, or its log.db-wal was. Put a backup of log.db in its place. To begin a new log instead, move state.db away as well.`,
  )

export const logShorter = (position: number, end: number): AppError =>
  new AppError(
    'storage-failed',
    `The event log (log.db) ends at event ${end}, but ${position} of it were folded before: a backup was put back, or its log.db-wal is lost. The events between are gone; the states are folded again from those that are left.`,
  )

export const logOther = (position: number): AppError =>
  new AppError(
    'storage-failed',
    `Event ${position} of the event log (log.db) is another one than was folded: states of another log stood beside it, as after a backup was served for a while. They are folded again from this log; what only the other one holds is in neither.`,
  )
