import type { DatabaseSync } from 'node:sqlite'
import { type FormerName, type FormerNames, foldedTag, type NameLink } from '#catalog'
import { trackKey } from '#domain'

/** What tracks were called before, and which names are one. A file that was opened as of an older format may have it. */
export const formerNamesSchema = `
  CREATE TABLE IF NOT EXISTS former_names (
    key INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, was TEXT NOT NULL, name TEXT NOT NULL, now TEXT,
    holds INTEGER NOT NULL, new INTEGER NOT NULL, PRIMARY KEY (key, at)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS name_links (kind TEXT NOT NULL, was TEXT NOT NULL, now TEXT NOT NULL, UNIQUE (kind, was, now)) STRICT;
`

/**
 * Format 7 kept pairs of names, and judged them by the day. Those that were one by its rule are: a respelt artist while at least as
 * many tracks went over as have the old name still, all others when none has.
 */
export const linksOfRenamed = `
  WITH body (text) AS MATERIALIZED (
      SELECT CASE WHEN json_valid(body) THEN body ELSE '{}' END FROM (
        SELECT body FROM tracks UNION ALL SELECT body FROM withdrawn_tracks)),
    credit (value) AS (
      SELECT one.value FROM body, json_each(text, '$.artists') AS one WHERE one.type = 'object'
      UNION ALL SELECT one.value FROM body, json_each(text, '$.featured') AS one WHERE one.type = 'object'),
    standing (kind, id, tracks) AS MATERIALIZED (
      SELECT 'artist', json_extract(value, '$.id') AS id, count(*) FROM credit GROUP BY id
      UNION ALL SELECT 'tag', folded_tag(one.value) AS id, count(*) FROM body, json_each(text, '$.tags') AS one GROUP BY id)
  INSERT OR IGNORE INTO name_links SELECT renamed.kind, was, now FROM renamed
    LEFT JOIN standing ON standing.kind = renamed.kind AND standing.id = renamed.was
    WHERE how <> 'other' AND coalesce(standing.tracks, 0) <=
      CASE WHEN renamed.kind = 'artist' AND how = 'respelt' THEN renamed.tracks ELSE 0 END
    ORDER BY renamed.rowid;
  DROP TABLE renamed;
`

/** What formats are brought up with. */
export const addNameFunctions = (database: DatabaseSync): void =>
  database.function('folded_tag', { deterministic: true }, (tag) => foldedTag(String(tag)))

export interface FormerNamesTable {
  put(all: readonly FormerNames[]): void
  all(): Iterable<FormerNames>
  link(links: readonly NameLink[], most: number): void
  links(): readonly NameLink[]
}

type Row = Readonly<Record<string, unknown>>

export const createFormerNamesTable = (database: DatabaseSync): FormerNamesTable => {
  const clear = database.prepare('DELETE FROM former_names WHERE key = ?')
  const insert = database.prepare(
    'INSERT INTO former_names (key, at, kind, was, name, now, holds, new) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const rows = database.prepare(
    'SELECT key, kind, was, name, now, holds, new FROM former_names ORDER BY key, at',
  )
  const addLink = database.prepare('INSERT OR IGNORE INTO name_links (kind, was, now) VALUES (?, ?, ?)')
  const forgetOldest = database.prepare(
    'DELETE FROM name_links WHERE rowid <= (SELECT max(rowid) FROM name_links) - ?',
  )
  const links = database.prepare('SELECT kind, was, now FROM name_links ORDER BY rowid')
  return {
    put(all) {
      for (const { key, names } of all) {
        clear.run(key)
        for (const [at, { kind, was, name, now, holds, isNew }] of names.entries())
          insert.run(key, at, kind, was, name, now ?? null, Number(holds), Number(isNew))
      }
    },
    *all() {
      let track = { key: trackKey(0), names: [] as FormerName[] }
      for (const row of rows.iterate()) {
        if (track.key !== row.key) {
          if (track.names.length > 0) yield track
          track = { key: trackKey(Number(row.key)), names: [] }
        }
        track.names.push(nameIn(row))
      }
      if (track.names.length > 0) yield track
    },
    link(some, most) {
      for (const { kind, was, now } of some) addLink.run(kind, was, now)
      forgetOldest.run(most)
    },
    links: () => links.all().map(linkIn),
  }
}

const kindIn = ({ kind }: Row): NameLink['kind'] => (kind === 'tag' ? 'tag' : 'artist')

const linkIn = (row: Row): NameLink => ({ kind: kindIn(row), was: String(row.was), now: String(row.now) })

const nameIn = (row: Row): FormerName => ({
  kind: kindIn(row),
  was: String(row.was),
  name: String(row.name),
  now: row.now === null ? undefined : String(row.now),
  holds: row.holds === 1,
  isNew: row.new === 1,
})
