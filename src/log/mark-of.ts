import { hash } from 'node:crypto'
import type { EventEnvelope } from './decode-event.ts'

/**
 * What tells one log from another: the event that stands at a place. An adapter whose places are numbers puts it into its
 * cursors. The trap closed here is a log that was served for a while in place of another, as a backup is: what was folded
 * from it stands at a number that the other has too, with other events before it, whose blocks would be missing.
 */
export const markOf = ({ listenerId, id, type, at }: EventEnvelope): string =>
  hash('sha256', JSON.stringify([listenerId, id, type, at]), 'base64url').slice(0, 22)
