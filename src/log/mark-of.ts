import { hash } from 'node:crypto'
import type { EventEnvelope } from './decode-event.ts'

/**
 * What tells one log from another: the event that stands at a place. An adapter whose places are numbers puts it into its
 * cursors. The trap closed here is a log that was served for a while in place of another, as a backup is: what was folded
 * from it stands at a number that the other has too, with other events before it, whose blocks would be missing.
 *
 * Made of what stays of an event when its listener is taken out of the log, so a place keeps its mark, and no mark names
 * anybody.
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
