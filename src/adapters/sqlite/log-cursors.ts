import { type Cursor, cursor, logStart, type Place, place, unknownPlace } from '#log'

/**
 * Where an event stands in this log: 1 for the first, growing, never reused; 0 means "before everything". It is the
 * sequence number of the event too, since one order of all is one of each listener. Nobody outside this folder counts
 * with it: they have places, and cursors, which are the number and a mark that tells this log from another.
 */
export type Position = number

/** Without a mark where there is none to be read, which tells nothing. */
export const cursorOf = (position: Position, mark: string | undefined): Cursor => {
  if (position === 0) return logStart
  return cursor(mark === undefined ? String(position) : `${position}.${mark}`)
}

export interface ReadCursor {
  readonly position: Position
  readonly mark: string | undefined
}

/** Undefined for a cursor of another adapter. */
export const readCursor = (from: Cursor): ReadCursor | undefined => {
  if (from === logStart) return { position: 0, mark: undefined }
  const [, digits, mark] = /^(\d{1,15})(?:\.([\w-]+))?$/.exec(from) ?? []
  return digits === undefined ? undefined : { position: Number(digits), mark }
}

export const placeOf = (position: Position): Place => place(String(position))

/** What stands strictly before it is asked for; everything without one. Throws `invalid-request` for a place of another adapter. */
export const positionOf = (before: Place | undefined): Position => {
  if (before === undefined) return Number.MAX_SAFE_INTEGER
  if (!/^\d{1,15}$/.test(before)) throw unknownPlace()
  return Number(before)
}
