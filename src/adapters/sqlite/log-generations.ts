import { randomBytes } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Position } from './log-cursors.ts'

/**
 * Who wrote what: a row for each time that the log was opened and appended to, from the first position of that time on,
 * with a number drawn for it. Two logs that have one past, as a log and its backup, go on under different numbers, so a
 * cursor tells whose position it is, whatever the events there look like. It is made of no event and names nobody: taking
 * a listener out leaves it as it is. What was written before there were generations has none.
 */
export const generationsSchema = `
  CREATE TABLE IF NOT EXISTS generations (position INTEGER PRIMARY KEY, nonce BLOB NOT NULL) STRICT;
`

/** As a cursor has it. */
export type Generation = string & { readonly [brand]: 'Generation' }
declare const brand: unique symbol

export const newGeneration = (): Generation => asGeneration(randomBytes(9))

const asGeneration = (nonce: Uint8Array) => Buffer.from(nonce).toString('base64url') as Generation

/** From there on; inside the transaction that stores the first event there. */
export const createBeginGeneration = (
  database: DatabaseSync,
): ((from: Position, generation: Generation) => void) => {
  // What stood beyond the end was lost with its events.
  const beyond = database.prepare('DELETE FROM generations WHERE position >= ?')
  const begin = database.prepare('INSERT INTO generations (position, nonce) VALUES (?, ?)')
  return (from, generation) => {
    beyond.run(from)
    begin.run(from, Buffer.from(generation, 'base64url'))
  }
}

/** Of the event at a position; undefined for what is older than generations. */
export const createGenerationAt = (
  database: DatabaseSync,
): ((position: Position) => Generation | undefined) => {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'generations'")
  // A log of before, opened for reading only, has no such table until somebody opens it for writing.
  let newestUpTo: StatementSync | undefined
  return (position) => {
    if (newestUpTo === undefined && table.get() === undefined) return undefined
    newestUpTo ??= database.prepare(
      'SELECT nonce FROM generations WHERE position <= ? ORDER BY position DESC LIMIT 1',
    )
    const nonce = newestUpTo.get(position)?.nonce
    return nonce instanceof Uint8Array ? asGeneration(nonce) : undefined
  }
}
