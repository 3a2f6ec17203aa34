import { AppError } from '#domain'

/** What `openFeatures` says about states and the log they were folded from. */

export const leftOut = (): AppError =>
  new AppError(
    'internal',
    'An event was to be folded without those between it and the last one. The log has them: restart Segue to fold it again.',
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

export const followedAgain = (cause: AppError): AppError =>
  new AppError(
    'states-damaged',
    'What everybody played and skipped, as counted behind the answers (aggregates.db), was damaged and is being counted again from the event log. Answers go on meanwhile, with what is counted so far.',
    { cause },
  )

export const logGone = (): AppError =>
  new AppError(
    'storage-failed',
    'The event log (log.db) is empty, but events of it were folded before: it was deleted or emptied, or its log.db-wal was. Put a backup of log.db in its place. To begin a new log instead, move state.db away as well.',
  )

export const logOther = (): AppError =>
  new AppError(
    'storage-failed',
    'The event log (log.db) does not hold what was folded last: a backup was put back, its log.db-wal is lost, or states of another log stood beside it. They are folded again from this log; what only the other one holds is in neither.',
  )

export const isDamage = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && thrown.code === 'states-damaged'

/** The word in brackets of the store's message, for the name of the file that is put aside. */
export const reasonOf = ({ message }: AppError): string => /\((\w+)\)/.exec(message)?.[1] ?? 'failed'

/** Too much waits for a store that can't be written. */
export const notSaved = (failure: AppError): AppError =>
  new AppError(
    failure.code === 'disk-full' ? 'disk-full' : 'storage-failed',
    'Nothing is stored: what follows from earlier events could not be saved and fills the memory. Free space on the disk of state.db, or look at the server log for why it can not be written; it is tried again by itself.',
    { cause: failure },
  )
