import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#domain'
import { hidesTransactions } from './hidden-transactions.ts'
import { generationsSchema } from './log-generations.ts'
import { redactionsSchema } from './log-redactions-schema.ts'
import { logDamaged } from './log-writer-failure.ts'
import { wordsSchema } from './log-writer-words.ts'

/** Grows when the tables change; the number rests in the file itself. */
const schemaVersion = 4

/**
 * Events are found by position, by id and listener, and by type. Plays and skips are nearly every row, so the newest of them
 * is never far from the end and they stay out of the type index, which would cost each of them one more
 * B-tree insert; the rest are rare and spread out, and `latest` needs the index. Attachments stand apart: a
 * replay must not page through decision records it does not read. No row of `events` is ever deleted, so a
 * position is never reused; where a listener is taken out of the log, it is written over.
 */
const eventColumns = `(
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    listener TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (id, listener)
  ) STRICT`
const rareTypes = `
  CREATE INDEX events_by_rare_type ON events (type, position)
    WHERE type NOT IN ('track.played', 'track.skipped');
`
/**
 * What one listener played, and what was served to one: a person asks for these by the page, and without an index a
 * quiet listener's page would be looked for through everything that others did since. Made on a log that has none,
 * also one of an older Segue, which goes on writing to it: the indexes are SQLite's to keep.
 */
const listenersSchema = `
  CREATE INDEX IF NOT EXISTS plays_by_listener ON events (listener, position) WHERE type = 'track.played';
  CREATE INDEX IF NOT EXISTS slates_by_listener ON events (listener, position) WHERE type = 'slate.served';
`
const schema = `
  CREATE TABLE events ${eventColumns};
  ${rareTypes}
  CREATE TABLE attachments (
    position INTEGER PRIMARY KEY REFERENCES events (position),
    at INTEGER NOT NULL,
    about BLOB,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX attachments_by_age ON attachments (at);
  PRAGMA user_version = ${schemaVersion};
`

/** What came since format 1 without a format of its own: an older Segue leaves it alone. */
const additions = `${wordsSchema} ${listenersSchema} ${redactionsSchema} ${generationsSchema}`

/** What a row of `attachments` takes: all of it is let go together. */
export const attachmentBytes = 'length(body) + coalesce(length(about), 0)'

/**
 * Opens the log's file for writing, making folder and tables when they are not there.
 *
 * synchronous FULL is the durability promise: with NORMAL, a commit in WAL mode may be lost with the power.
 * FAST writes zeros over what is deleted in pages that are written anyway.
 * INCREMENTAL lets a file shrink again, step by step; it takes effect only on a file that is made here.
 * A log whose newest events opening it would throw away is not opened: `storage-failed`.
 * Checkpoints are the checkpointer's work (`log-checkpointer-thread.ts`); the automatic one stands by at 64 MiB.
 */
export const openLogDatabase = (path: string): DatabaseSync => {
  mkdirSync(dirname(path), { recursive: true })
  if (hidesTransactions(path)) throw new AppError('storage-failed', logDamaged)
  const database = new DatabaseSync(path, { timeout: 5_000 })
  try {
    // Said again to a file that is there, it would be written again: opening a log must change nothing in it.
    if (versionOf(database) === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL')
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -8192;
      PRAGMA wal_autocheckpoint = 16000;
      PRAGMA secure_delete = FAST;
      PRAGMA journal_size_limit = 67108864;
    `)
    prepareSchema(database)
    // Nothing is written where all of it is there.
    database.exec(`BEGIN; ${additions} COMMIT;`)
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version)

const prepareSchema = (database: DatabaseSync): void => {
  const found = versionOf(database)
  if (found > schemaVersion) {
    throw new Error(`it has format ${found} and this version knows ${schemaVersion}, use a newer Segue`)
  }
  if (found === schemaVersion) return
  if (found === 0) {
    // Together: each transaction of its own would wait for the disk once more.
    database.exec(`BEGIN IMMEDIATE; ${schema} ${additions} COMMIT;`)
    return
  }
  if (found === 1) database.exec(fromFormat1)
  const hasWords = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attachment_words'").get()
  database.exec(`
    BEGIN IMMEDIATE;
    ${found > 2 || hasWords === undefined ? '' : wordsFromFormat2}
    ALTER TABLE attachments ADD COLUMN about BLOB;
    PRAGMA user_version = ${schemaVersion};
    COMMIT;
  `)
}

/**
 * In format 1 an id was one for all listeners. That uniqueness is part of the table, so the events are copied to
 * a new one, all or none, each at its position; attachments stay where they are. A damaged body must not keep the
 * log from opening: whoever reads that event is told, as before.
 */
const fromFormat1 = `
  PRAGMA foreign_keys = OFF;
  BEGIN IMMEDIATE;
  CREATE TABLE events_2 ${eventColumns};
  INSERT INTO events_2 (position, id, listener, type, body)
    SELECT position, id,
      CASE WHEN json_valid(body) THEN coalesce(json_extract(body, '$.listenerId'), '') ELSE '' END,
      type, body
    FROM events ORDER BY position;
  DROP TABLE events;
  ALTER TABLE events_2 RENAME TO events;
  ${rareTypes}
  PRAGMA user_version = 2;
  COMMIT;
  PRAGMA foreign_keys = ON;
`

/** In format 2 words had the time of their last use: which records need them is not known, so all may. */
const wordsFromFormat2 = `
  ALTER TABLE attachment_words RENAME COLUMN used_at TO used_to;
  UPDATE attachment_words SET used_to = (SELECT coalesce(max(position), 0) FROM events);
`
