import type { DatabaseSync } from 'node:sqlite'
import { unlessDamaged } from './damage.ts'
import type { Row } from './leaf-rows.ts'
import { secretBytes } from './log-redaction.ts'
import type { SalvageSource } from './salvage-source.ts'

/**
 * Whoever was being taken out of the log is still to be taken out of the new one, under the pseudonym that they have on
 * half of their events. Of the log alone: who was in a backup may be done since, and what they did since is somebody
 * else's. False where it can't be read.
 */
export const salvageRedactions = (fresh: DatabaseSync, log: SalvageSource): boolean => {
  const begun = rowsOf(log, 'redactions', 'listener, secret')
  const insert = fresh.prepare('INSERT INTO redactions (listener, secret) VALUES (?, ?)')
  const sound = (begun ?? []).filter(isSound)
  for (const { listener = null, secret = null } of sound) insert.run(listener, secret)
  // Owed where nobody can say: it is done once for nothing then.
  const owed = rowsOf(log, 'wipe_owed', 'one')
  if (owed?.length !== 0) fresh.exec('INSERT INTO wipe_owed (one) VALUES (1)')
  return begun !== undefined && sound.length === begun.length
}

const isSound = ({ listener, secret }: Row): boolean =>
  typeof listener === 'string' &&
  listener !== '' &&
  secret instanceof Uint8Array &&
  secret.length === secretBytes

/** Of a log that an older Segue wrote, which has no such table, none; undefined where a damaged page is in the way. */
const rowsOf = ({ database }: SalvageSource, table: string, columns: string): readonly Row[] | undefined =>
  unlessDamaged(() => {
    const isThere = database?.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table)
    return isThere === undefined ? database && [] : database?.prepare(`SELECT ${columns} FROM ${table}`).all()
  })
