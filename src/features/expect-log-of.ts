import type { AppError } from '#domain'
import { type Cursor, type EventLog, logStart } from '#log'
import { logGone, logOther } from './open-features-errors.ts'

/**
 * States from a place that the log does not know have seen events that it does not hold. With none left, going on would
 * be to begin a new log over whatever is left of the old one; with some, it is most often a backup that was put back.
 */
export const expectLogOf = async (
  log: Pick<EventLog, 'end' | 'lag'>,
  folded: Cursor,
  onFault: (error: AppError) => void,
): Promise<void> => {
  if ((await log.lag(folded)) !== undefined) return
  if ((await log.end()) === logStart) throw logGone()
  onFault(logOther())
}
