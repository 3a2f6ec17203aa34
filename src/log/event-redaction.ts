import type { ListenerId } from '#domain'
import type { Cursor } from './cursor.ts'

/**
 * Takes a person out of a log, its decisions and its index, and leaves what the crowd counts (`redactEvent`). Every
 * adapter passes `event-redaction.contract.ts`.
 *
 * Nothing is taken out of what follows from the log: whoever folds it must have stored all up to `through`, or would
 * count again, under another name, what comes again.
 */
export interface EventRedaction {
  /**
   * Durable when it resolves: from then on until `endRedaction` the name is in `redacting`, also after a crash, and the index
   * and the decisions tell nothing that stands under it, so that nothing is told of somebody whose blocks are forgotten by now.
   * `read` still tells it all. Where it rejects, nothing has changed. Again, it changes nothing.
   */
  beginRedaction(listenerId: ListenerId): Promise<void>
  /**
   * All that a listener did up to there, in steps between which appends go on; begins it where nobody has. Until `endRedaction` everything gets one
   * pseudonym, which nobody can work out from the name or the other way; so a redaction that was cut short, by a crash
   * too, is gone on with by calling it again. What was redacted before changes no more. Their events have other ids from
   * then on: what is sent again is stored again.
   */
  redact(listenerId: ListenerId, through: Cursor): Promise<void>
  /** Whose redaction was begun and not ended: their names stand in the log until it is. */
  redacting(): Promise<readonly ListenerId[]>
  /** Forgets whose pseudonym it was: what they do from now on is somebody else's. Bytes are left, and `wipe` is owed. */
  endRedaction(listenerId: ListenerId): Promise<void>
  /** Whether a redaction was ended since the last `wipe` that went through; known after a crash too. */
  wipeOwed(): Promise<boolean>
  /**
   * No byte of what was removed is left where it was stored. Appends wait for as long as it takes to write all of the log
   * anew, so it is done once for many redactions.
   */
  wipe(): Promise<void>
}
