import { createHash } from 'node:crypto'
import { AppError } from '#domain'
import type { AppEvent, EventLog, Position } from '#log'

/**
 * What tells one log from another: the event that stands at a position. States are saved with the mark of the last event
 * folded into them. The trap closed here is a log that was served for a while in place of another, as a backup is: its
 * states stand at a position that the other has too, with other events before it, whose blocks would be missing.
 */
export const markOf = ({ listenerId, id, type, at }: AppEvent): string =>
  createHash('sha256')
    .update(JSON.stringify([listenerId, id, type, at]))
    .digest('base64url')

/** Undefined where the log has no such event or can't read it, which tells nothing. */
export const markAt = async (
  log: Pick<EventLog, 'read'>,
  position: Position,
): Promise<string | undefined> => {
  if (position === 0) return undefined
  try {
    for await (const recorded of log.read(position - 1)) {
      return recorded.position === position ? markOf(recorded.event) : undefined
    }
    return undefined
  } catch (thrown) {
    // Whoever needs that event is told of the damage; what was folded from it is sound.
    if (thrown instanceof AppError) return undefined
    throw thrown
  }
}
