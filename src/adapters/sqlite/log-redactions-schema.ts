/**
 * Whose redaction is under way, and what their pseudonyms are made of: kept until it ends, so that a redaction that a
 * crash cut in two gives one pseudonym. And whether what they removed may still stand in the file.
 */
export const redactionsSchema = `
  CREATE TABLE IF NOT EXISTS redactions (listener TEXT PRIMARY KEY, secret BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS wipe_owed (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;
`
