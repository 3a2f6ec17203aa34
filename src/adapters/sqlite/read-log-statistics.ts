import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { instant } from '#domain'
import type { LogStatistics } from '#log'
import { attachmentBytes } from './log-writer-database.ts'
import { readingLog } from './sqlite-event-log-reader.ts'

/** A damaged body must not keep the rest from being counted. */
const bySurface = (bytes: string) => `
  SELECT CASE WHEN json_valid(events.body) THEN json_extract(events.body, '$.surface') END AS surface,
    count(*) AS records, sum(bytes) AS bytes
  FROM (SELECT position, ${bytes} AS bytes FROM attachments) JOIN events USING (position)
  GROUP BY surface ORDER BY records DESC, surface
`

/**
 * Counts what a log holds, on a connection that can't write: a server may hold the log at the same time. It reads
 * the whole log on this thread, so it is for the command line. Each figure is as of its own moment.
 */
export const readLogStatistics = (path: string): LogStatistics =>
  readingLog(path, () => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    try {
      return { ...statisticsOf(database), files: filesOf(path) }
    } finally {
      database.close()
    }
  })

const statisticsOf = (database: DatabaseSync): Omit<LogStatistics, 'files'> => {
  const one = (sql: string) => database.prepare(sql).get() ?? {}
  // A log of before words and ids were kept apart has no place for them.
  const hasWords = one("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'attachment_words'").n === 1
  const shared = hasWords
    ? one('SELECT count(*) AS count, sum(length(body)) AS bytes FROM attachment_words')
    : {}
  const hasAbout =
    one("SELECT count(*) AS n FROM pragma_table_info('attachments') WHERE name = 'about'").n === 1
  const { oldest } = one('SELECT min(at) AS oldest FROM attachments')
  return {
    end: Number(one('SELECT max(position) AS position FROM events').position ?? 0),
    events: database
      .prepare(
        'SELECT type, count(*) AS count, sum(octet_length(body)) AS bytes FROM events GROUP BY type ORDER BY count DESC, type',
      )
      .all()
      .map(({ type, count, bytes }) => ({ type: String(type), count: Number(count), bytes: Number(bytes) })),
    decisions: database
      .prepare(bySurface(hasAbout ? attachmentBytes : 'length(body)'))
      .all()
      .map((row) => {
        const [records, bytes] = [Number(row.records), Number(row.bytes)]
        const bytesPerAnswer = Math.round(bytes / records)
        return { surface: String(row.surface ?? 'unknown'), records, bytes, bytesPerAnswer }
      }),
    shared: { count: Number(shared.count ?? 0), bytes: Number(shared.bytes ?? 0) },
    freeBytes:
      Number(one('PRAGMA freelist_count').freelist_count) * Number(one('PRAGMA page_size').page_size),
    oldestRecord: oldest == null ? undefined : instant(Number(oldest)),
  }
}

const filesOf = (path: string): LogStatistics['files'] =>
  [path, `${path}-wal`, `${path}-shm`].flatMap((file) => {
    const found = statSync(file, { throwIfNoEntry: false })
    return found === undefined ? [] : [{ name: basename(file), bytes: found.size }]
  })
