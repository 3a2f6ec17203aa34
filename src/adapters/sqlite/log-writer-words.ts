import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { dayMs } from '#domain'

/**
 * Words that many attachments repeat (a track as it was shown), kept once by the hash of their content. A key is
 * never given again while the file lives. The trap closed here is a word let go while a record still needs it:
 * a record of a moment t has its words marked as used at t or later, give or take the day that saves most of
 * those marks, and only words unused for more than a day before the oldest record are let go.
 */
export const wordsSchema = `
  CREATE TABLE IF NOT EXISTS attachment_words (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    used_at INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS attachment_words_by_use ON attachment_words (used_at);
`

export interface LogWords {
  /** The key of a word used by a record of a moment; inside the transaction that stores the record. */
  keyOf(word: string, at: number): number
  /** Lets go, at most so many, of the words that no record needs any more. */
  prune(limit: number): number
  /** After a transaction that failed: what it stored is not there. */
  forget(): void
}

const wordsRemembered = 20_000

interface Known {
  readonly key: number
  readonly usedAt: number
}

export const createLogWords = (database: DatabaseSync, pack: (bytes: Uint8Array) => Uint8Array): LogWords => {
  const find = database.prepare('SELECT key, used_at FROM attachment_words WHERE hash = ?')
  const add = database.prepare('INSERT INTO attachment_words (hash, used_at, body) VALUES (?, ?, ?)')
  const use = database.prepare('UPDATE attachment_words SET used_at = ? WHERE key = ?')
  const drop = database.prepare(`
    DELETE FROM attachment_words WHERE key IN (
      SELECT key FROM attachment_words
      WHERE used_at < (SELECT coalesce(min(at), ${Number.MAX_SAFE_INTEGER}) FROM attachments) - ${dayMs}
      ORDER BY used_at LIMIT ?
    )
  `)
  const remembered = new Map<string, Known>()

  const stored = (word: string, at: number): Known => {
    const hash = createHash('sha256').update(word).digest().subarray(0, 16)
    const row = find.get(hash)
    if (row !== undefined) return { key: Number(row.key), usedAt: Number(row.used_at) }
    const key = Number(add.run(hash, at, pack(Buffer.from(word))).lastInsertRowid)
    return { key, usedAt: at }
  }

  return {
    keyOf(word, at) {
      let known = remembered.get(word) ?? stored(word, at)
      if (known.usedAt < at - dayMs) {
        use.run(at, known.key)
        known = { key: known.key, usedAt: at }
      }
      if (remembered.size >= wordsRemembered) remembered.clear()
      remembered.set(word, known)
      return known.key
    },
    prune(limit) {
      const gone = Number(drop.run(limit).changes)
      if (gone > 0) remembered.clear()
      return gone
    },
    forget: () => remembered.clear(),
  }
}
