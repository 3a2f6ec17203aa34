import { hash } from 'node:crypto'
import type { EventEnvelope } from './decode-event.ts'

/**
 * What told one log from another before a log said of each position by whom it was written: the event that stands there.
 * It stays for what was appended by then.
 *
 * Made of what stays of an event when its listener is taken out of the log, so a place keeps its mark, and no mark names
 * anybody. The price is that two events of one type in one millisecond have the same.
 */
export const markOf = ({ type, at }: EventEnvelope): string => shortHash([type, at]).slice(0, markLength)

const markLength = 11

/** Whether it is the mark of an event, also one of those that were made before listeners could be taken out. */
export const isMarkOf = (mark: string, event: EventEnvelope): boolean => {
  const { listenerId, id, type, at } = event
  return mark === (mark.length === markLength ? markOf(event) : shortHash([listenerId, id, type, at]))
}

const shortHash = (of: readonly unknown[]): string =>
  hash('sha256', JSON.stringify(of), 'base64url').slice(0, 22)
