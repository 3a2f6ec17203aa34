import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type FormerName, type FormerNames, foldedTag, type NameLink } from '#catalog'
import { trackKey } from '#domain'
import { isReadDamage } from './damage.ts'

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

/** Of names that are set aside, the song that was called so. As above: a column can't be added only where it is missing. */
export const songsOfNames = `
  CREATE TABLE former_names_now (
    key INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, was TEXT NOT NULL, name TEXT NOT NULL, now TEXT,
    holds INTEGER NOT NULL, new INTEGER NOT NULL, song TEXT, PRIMARY KEY (key, at)) STRICT, WITHOUT ROWID;
  INSERT INTO former_names_now SELECT key, at, kind, was, name, now, holds, new, NULL FROM former_names;
  DROP TABLE former_names;
  ALTER TABLE former_names_now RENAME TO former_names;
`

/** What formats are brought up with. */
export const addNameFunctions = (database: DatabaseSync): void =>
  database.function('folded_tag', { deterministic: true }, (tag) => foldedTag(String(tag)))

export interface FormerNamesTable {
  put(all: readonly FormerNames[]): void
  /** What can be read of it. */
  all(): readonly FormerNames[]
  link(links: readonly NameLink[], most: number): void
  /** Likewise. */
  links(): readonly NameLink[]
}

/** Damage to names: what was read of them is left out, or all of it was found in another way. */
export type OnDamagedNames = (isLost: boolean) => void

type Row = Readonly<Record<string, unknown>>

const nameColumns = 'key, at, kind, was, name, now, holds, new, song'

/** Of links the table, and the index, which has all of it as well. */
const linkRows = 'SELECT rowid, kind, was, now FROM name_links'
const linkIndex = `${linkRows} INDEXED BY sqlite_autoindex_name_links_1`

export const createFormerNamesTable = (
  database: DatabaseSync,
  onDamaged: OnDamagedNames = () => {},
): FormerNamesTable => {
  const clear = database.prepare('DELETE FROM former_names WHERE key = ?')
  const insert = database.prepare(
    `INSERT INTO former_names (${nameColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const names = ['', 'DESC'].map((way) =>
    database.prepare(`SELECT ${nameColumns} FROM former_names ORDER BY key ${way}, at ${way}`),
  )
  const addLink = database.prepare('INSERT OR IGNORE INTO name_links (kind, was, now) VALUES (?, ?, ?)')
  const forgetOldest = database.prepare(
    'DELETE FROM name_links WHERE rowid <= (SELECT max(rowid) FROM name_links) - ?',
  )
  const links = [
    ...['', 'DESC'].map((way) => database.prepare(`${linkRows} ORDER BY rowid ${way}`)),
    ...['', 'DESC'].map((way) =>
      database.prepare(`${linkIndex} ORDER BY kind ${way}, was ${way}, now ${way}`),
    ),
  ]
  return {
    put(all) {
      for (const { key, names } of all) {
        clear.run(key)
        for (const [at, { kind, was, name, now, holds, isNew, song }] of names.entries())
          insert.run(key, at, kind, was, name, now ?? null, Number(holds), Number(isNew), song ?? null)
      }
    },
    all() {
      const rows = readableRows(names, ['key', 'at'], onDamaged)
      return Array.from(
        Map.groupBy(rows, ({ key }) => Number(key)),
        ([key, own]) => ({ key: trackKey(key), names: own.map(nameIn) }),
      )
    },
    link(some, most) {
      for (const { kind, was, now } of some) addLink.run(kind, was, now)
      forgetOldest.run(most)
    },
    links: () => readableRows(links, ['rowid'], onDamaged).map(linkIn),
  }
}

/**
 * The rows of a table in order, by the first of these ways that comes to its end; else what all of them together meet up to what is
 * damaged. The trap: names that can't be read are no reason to stop, for all tracks may be whole.
 */
const readableRows = (
  ways: readonly StatementSync[],
  places: readonly string[],
  onDamaged: OnDamagedNames,
): readonly Row[] => {
  const placeOf = (row: Row) => places.map((place) => Number(row[place]))
  const met = new Map<string, Row>()
  const inOrder = () =>
    [...met.values()].sort((one, other) => {
      const [left, right] = [placeOf(one), placeOf(other)]
      const differs = left.findIndex((value, at) => value !== right[at])
      return (left[differs] ?? 0) - (right[differs] ?? 0)
    })
  for (const way of ways) {
    const rows: Row[] = []
    if (readInto(rows, way)) {
      if (met.size === 0 && way === ways[0]) return rows
      for (const row of rows) met.set(placeOf(row).join(), row)
      onDamaged(false)
      return inOrder()
    }
    for (const row of rows) met.set(placeOf(row).join(), row)
  }
  onDamaged(true)
  return inOrder()
}

/** Whether it came to its end. */
const readInto = (rows: Row[], way: StatementSync): boolean => {
  try {
    for (const row of way.iterate()) rows.push(row)
    return true
  } catch (thrown) {
    if (!isReadDamage(thrown)) throw thrown
    return false
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
  ...(row.song !== null && { song: String(row.song) }),
})
