import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Position } from './log-cursors.ts'
import { createRememberedWords } from './remembered-words.ts'

/**
 * Words that many attachments repeat (a track as it was shown), kept once by the hash of their content. A key is
 * never given again while the file lives. The trap closed here is a word let go while a record still needs it:
 * `used_to` is at no time less than the position of the last record that has the word. To write it at every use
 * would touch a page for each word of each record, so it is written ahead by an eighth of the span of positions
 * that is kept: a word may outlive its last record by that much, until `lower` says what is needed exactly.
 */
export const wordsSchema = `
  CREATE TABLE IF NOT EXISTS attachment_words (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    used_to INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS attachment_words_by_use ON attachment_words (used_to);
`

export interface LogWords {
  /** The key of a word in the record of a position; inside the transaction that stores the record. */
  keyOf(word: string, position: Position): number
  /** Lets go, at most so many, of the words that no record needs any more; answers the bytes of each. */
  prune(limit: number): readonly number[]
  /** What a word takes; 0 when it is not there. */
  bytesOf(key: number): number
  /** From now on until `stopNoting`, remembers which words are used. */
  noteUses(): void
  stopNoting(): void
  /**
   * Marks words, at most so many after a key, as needed no longer than until the position given for each; never one
   * that was used since `noteUses`. Answers the last key it came to, undefined when there was none.
   */
  lower(after: number, limit: number, lastUse: (key: number) => Position): number | undefined
  /** After a transaction that failed: what it stored is not there. */
  forget(): void
}

/** In characters: the tracks of all that many listeners are shown. */
const mostRemembered = 16 * 1_048_576

interface Known {
  readonly key: number
  readonly usedTo: Position
}

export const createLogWords = (database: DatabaseSync, pack: (bytes: Uint8Array) => Uint8Array): LogWords => {
  const find = database.prepare('SELECT key, used_to FROM attachment_words WHERE hash = ?')
  const add = database.prepare('INSERT INTO attachment_words (hash, used_to, body) VALUES (?, ?, ?)')
  const use = database.prepare('UPDATE attachment_words SET used_to = ? WHERE key = ?')
  const size = database.prepare('SELECT length(body) AS bytes FROM attachment_words WHERE key = ?')
  const following = database.prepare(
    'SELECT key, used_to FROM attachment_words WHERE key > ? ORDER BY key LIMIT ?',
  )
  const oldest = database.prepare('SELECT min(position) AS position FROM attachments')
  const drop = database.prepare(`
    DELETE FROM attachment_words WHERE key IN (
      SELECT key FROM attachment_words
      WHERE used_to < (SELECT coalesce(min(position), ${Number.MAX_SAFE_INTEGER}) FROM attachments)
      ORDER BY used_to LIMIT ?
    ) RETURNING length(body) AS bytes
  `)
  const remembered = createRememberedWords<Known>(mostRemembered)
  let usedSince: Set<number> | undefined

  const ahead = (position: Position): Position => {
    const from = Number(oldest.get()?.position ?? position)
    return position + Math.floor(Math.max(0, position - from) / 8)
  }

  const stored = (word: string, position: Position): Known => {
    const hash = createHash('sha256').update(word).digest().subarray(0, 16)
    const row = find.get(hash)
    if (row !== undefined) return { key: Number(row.key), usedTo: Number(row.used_to) }
    const usedTo = ahead(position)
    const key = Number(add.run(hash, usedTo, pack(Buffer.from(word))).lastInsertRowid)
    return { key, usedTo }
  }

  return {
    keyOf(word, position) {
      let known = remembered.get(word) ?? stored(word, position)
      if (known.usedTo < position) {
        known = { key: known.key, usedTo: ahead(position) }
        use.run(known.usedTo, known.key)
      }
      remembered.set(word, known)
      usedSince?.add(known.key)
      return known.key
    },
    prune(limit) {
      const gone = drop.all(limit)
      if (gone.length > 0) remembered.clear()
      return gone.map(({ bytes }) => Number(bytes))
    },
    bytesOf: (key) => Number(size.get(key)?.bytes ?? 0),
    noteUses() {
      usedSince = new Set()
    },
    stopNoting() {
      usedSince = undefined
    },
    lower(after, limit, lastUse) {
      const rows = following
        .all(after, limit)
        .map((row) => ({ key: Number(row.key), usedTo: Number(row.used_to) }))
      for (const { key, usedTo } of rows) {
        const last = lastUse(key)
        if (usedTo > last && !usedSince?.has(key)) use.run(last, key)
      }
      // What is remembered of them would say that they need no mark.
      remembered.clear()
      return rows.at(-1)?.key
    },
    forget: () => remembered.clear(),
  }
}
