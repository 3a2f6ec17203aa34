import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventId, instant, listenerId } from '#domain'
import { createLogWriter } from './log-writer.ts'
import { openLogDatabase } from './log-writer-database.ts'
import type { AppendRequest } from './log-writer-messages.ts'
import { unpackAttachment } from './log-writer-packing.ts'

const request = (ticket: number, ids: readonly string[], bodyBytes = 10): AppendRequest => ({
  kind: 'append',
  ticket,
  ids: ids.map(eventId),
  listeners: ids.map(() => listenerId('ann')),
  types: ids.map(() => 'track.played'),
  instants: ids.map(() => instant(1_790_000_000_000)),
  bodies: ids.map(() => 'x'.repeat(bodyBytes)),
  attachments: [],
})

/** A record of an answer that has one track in it, as a word. */
const naming = (ticket: number, track: string): AppendRequest => {
  const word = JSON.stringify({ id: track, title: `Title of ${track} `.repeat(20) })
  const bytes = new TextEncoder().encode(`record ${ticket} of ${word}`)
  return {
    ...request(ticket, [`slate-${ticket}`]),
    attachments: [{ index: 0, bytes, repeats: [word], about: [] }],
  }
}

/** The track that the record of each position names. */
const tracksNamed = (database: DatabaseSync): Readonly<Record<number, string | undefined>> => {
  const word = database.prepare('SELECT body FROM attachment_words WHERE key = ?')
  const bytesIn = (row: Record<string, unknown> | undefined) =>
    row?.body instanceof Uint8Array ? row.body : undefined
  const named = (row: Record<string, unknown>) => {
    const read = unpackAttachment(bytesIn(row) ?? new Uint8Array(), (key) => bytesIn(word.get(key)))
    return read && /"id":"(\w+)"/.exec(new TextDecoder().decode(read))?.[1]
  }
  const rows = database.prepare('SELECT position, body FROM attachments ORDER BY position').all()
  return Object.fromEntries(rows.map((row) => [Number(row.position), named(row)]))
}

const limitPages = (database: DatabaseSync, pages: number): void =>
  database.exec(`PRAGMA max_page_count = ${pages}`)

describe('the log writer', () => {
  let folder: string
  let database: DatabaseSync
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'segue-writer-'))
    database = openLogDatabase(join(folder, 'events.db'))
  })
  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const rows = (): number => Number(database.prepare('SELECT count(*) AS rows FROM events').get()?.rows)

  it('commits many requests at once and answers each', () => {
    const writer = createLogWriter(database, folder)
    const outcomes = writer.commit([request(7, ['a', 'b']), request(8, []), request(9, ['b', 'c', 'c'])])
    expect(outcomes).toEqual([
      { ticket: 7, positions: [1, 2] },
      { ticket: 8, positions: [] },
      { ticket: 9, positions: [0, 3, 0] },
    ])
  })

  it('answers a full disk with what to do, stores nothing of the batch, and goes on when there is space [promise: full-disk]', () => {
    const writer = createLogWriter(database, folder)
    writer.commit([request(1, ['first'])])
    limitPages(database, 20)
    const [full] = writer.commit([request(2, ['small', 'large'], 100_000)])
    expect(full).toMatchObject({ ticket: 2, failure: { code: 'disk-full' } })
    expect(full && 'failure' in full && full.failure.message).toContain('free some space')
    expect(rows()).toBe(1)
    limitPages(database, 10_000)
    expect(writer.commit([request(3, ['small', 'large'], 100_000)])).toEqual([
      { ticket: 3, positions: [2, 3] },
    ])
  })

  it('says that the disk is full before nothing fits any more, to whoever asks whether it takes events [promise: honest-readiness]', () => {
    let left = 1_048_575
    const writer = createLogWriter(database, folder, () => left)
    const full = { ticket: 1, failure: { code: 'disk-full', message: expect.stringContaining('free some') } }
    expect(writer.check({ kind: 'check', ticket: 1 })).toEqual(full)
    left += 1
    expect(writer.check({ kind: 'check', ticket: 2 })).toEqual({ ticket: 2, positions: [] })
    expect(rows()).toBe(0)
  })

  it('does not let a request that finds no space take down those that share its commit', () => {
    const writer = createLogWriter(database, folder)
    limitPages(database, 20)
    const outcomes = writer.commit([request(1, ['a']), request(2, ['b'], 200_000), request(3, ['c'])])
    expect(outcomes[0]).toEqual({ ticket: 1, positions: [1] })
    expect(outcomes[1]).toMatchObject({ ticket: 2, failure: { code: 'disk-full' } })
    expect(outcomes[2]).toEqual({ ticket: 3, positions: [2] })
    expect(rows()).toBe(2)
  })

  it('lets every record name its own tracks after a full disk took back the words that were stored with it [promise: full-disk]', () => {
    const writer = createLogWriter(database, folder)
    limitPages(database, 20)
    const outcomes = writer.commit([naming(1, 't1'), request(2, ['large'], 300_000)])
    expect(outcomes).toMatchObject([{ positions: [1] }, { failure: { code: 'disk-full' } }])
    limitPages(database, 10_000)
    // The next word gets the key that the one taken back had, and that one comes again after it.
    writer.commit([naming(3, 't2')])
    writer.commit([naming(4, 't1')])
    writer.commit([naming(5, 't3')])
    expect(tracksNamed(database)).toEqual({ 1: 't1', 2: 't2', 3: 't1', 4: 't3' })
  })

  it('answers any other failure as storage-failed and stores nothing of the batch', () => {
    const writer = createLogWriter(database, folder)
    database.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON events WHEN new.id = 'b' BEGIN SELECT raise(ABORT, 'no'); END",
    )
    const [outcome] = writer.commit([request(1, ['a', 'b'])])
    expect(outcome).toMatchObject({ failure: { code: 'storage-failed' } })
    expect(rows()).toBe(0)
  })

  it('lets go in one step what gives the bytes asked for, the oldest first and no more of them', () => {
    const writer = createLogWriter(database, folder)
    const noise = () => crypto.getRandomValues(new Uint8Array(999))
    const ids = Array.from({ length: 150 }, (_, number) => `slate-${number}`)
    const attachments = ids.map((_, index) => ({ index, bytes: noise(), repeats: [], about: [] }))
    writer.commit([{ ...request(1, ids), attachments }])
    const asked = { kind: 'prune' as const, ticket: 2, now: instant(0), upTo: 150 }
    expect(writer.prune({ ...asked, over: { bytes: 99_001 } })).toEqual({
      ticket: 2,
      removed: 100,
      bytes: 100_000,
      words: 0,
      wordBytes: 0,
    })
    const oldest = database.prepare('SELECT min(position) AS position FROM attachments').get()
    expect(oldest).toEqual({ position: 101 })
    expect(writer.prune({ ...asked, upTo: 110, over: { bytes: 99_001 } })).toMatchObject({ removed: 10 })
    expect(writer.prune({ ...asked, over: { before: instant(0) } })).toMatchObject({ removed: 0 })
  })

  it('keeps the words of records that come while it finds what fits, and after [promise: records-bounded]', () => {
    const first = createLogWriter(database, folder)
    first.commit([naming(1, 'a'), naming(2, 'b'), naming(3, 'c')])
    // Marked far ahead, as on a log that keeps hundreds of records.
    database.exec('UPDATE attachment_words SET used_to = 100')
    const writer = createLogWriter(database, folder)
    writer.commit([naming(4, 'a'), naming(5, 'b'), naming(6, 'c')])
    const size = 'SELECT max(length(body)) AS bytes FROM'
    const [record, word] = ['attachments', 'attachment_words'].map((table) =>
      Number(database.prepare(`${size} ${table}`).get()?.bytes),
    )
    const bytes = (record ?? 0) + (word ?? 0)
    expect(writer.fit({ kind: 'fit', ticket: 10, begin: bytes })).toEqual({ ticket: 10, beyond: undefined })
    writer.commit([naming(7, 'a')])
    const go = () => writer.fit({ kind: 'fit', ticket: 11, begin: undefined })
    expect(go()).toEqual({ ticket: 11, beyond: undefined })
    expect(go()).toEqual({ ticket: 11, beyond: 5 })
    writer.commit([naming(8, 'b')])
    const over = { bytes: Number.MAX_SAFE_INTEGER }
    const drop = () => writer.prune({ kind: 'prune', ticket: 12, now: instant(0), over, upTo: 5 })
    expect(drop()).toMatchObject({ removed: 5 })
    expect(drop()).toMatchObject({ removed: 0, words: 0 })
    expect(tracksNamed(database)).toEqual({ 6: 'c', 7: 'a', 8: 'b' })
  })

  it('goes on with no search for what fits whose step could not be stored, and finds it when it begins anew [promise: records-bounded]', () => {
    const writer = createLogWriter(database, folder)
    for (let number = 1; number <= 6; number++) writer.commit([naming(number, `t${number}`)])
    database.exec('UPDATE attachment_words SET used_to = 100')
    // Found out only at the commit, when all of the step is done.
    database.exec(`
      CREATE TEMP TABLE space (place INTEGER PRIMARY KEY);
      CREATE TEMP TABLE taken (place INTEGER REFERENCES space DEFERRABLE INITIALLY DEFERRED);
      CREATE TEMP TRIGGER full AFTER UPDATE ON main.attachment_words BEGIN INSERT INTO taken VALUES (1); END;
    `)
    const bytes = Number(
      database
        .prepare(
          `SELECT (SELECT sum(length(body)) FROM attachments WHERE position > 4)
             + (SELECT sum(length(body)) FROM attachment_words WHERE key > 4) AS bytes`,
        )
        .get()?.bytes,
    )
    const step = (begin?: number) => writer.fit({ kind: 'fit', ticket: 1, begin })
    const unfinished = { ticket: 1, beyond: undefined }
    const marks = () => database.prepare('SELECT DISTINCT used_to FROM attachment_words').all()
    expect(step(bytes)).toEqual(unfinished)
    expect(step()).toMatchObject({ failure: { code: 'storage-failed' } })
    expect(marks()).toEqual([{ used_to: 100 }])
    database.exec('DROP TRIGGER full')
    expect(step()).toMatchObject({ failure: { code: 'internal' } })
    expect([step(bytes), step(), step()]).toEqual([unfinished, unfinished, { ticket: 1, beyond: 4 }])
    expect(marks()).toEqual([{ used_to: 4 }, { used_to: 5 }, { used_to: 6 }])
  })

  it('says when it could not write, and when it can again, storing nothing', () => {
    const writer = createLogWriter(database, folder)
    const asked = { kind: 'check' as const, ticket: 4 }
    expect(writer.check(asked)).toEqual({ ticket: 4, positions: [] })
    database.exec('PRAGMA query_only = ON')
    expect(writer.check(asked)).toMatchObject({ ticket: 4, failure: { code: 'storage-failed' } })
    database.exec('PRAGMA query_only = OFF')
    expect(writer.check(asked)).toEqual({ ticket: 4, positions: [] })
    expect([rows(), database.prepare('PRAGMA user_version').get()]).toEqual([0, { user_version: 4 }])
  })

  it('never says that nothing was stored of what a file that went meanwhile may hold, and takes no more until it is opened again [promise: nothing-lost]', () => {
    const path = join(folder, 'events.db')
    const writer = createLogWriter(database, path)
    writer.commit([request(1, ['first'])])
    const going: AppendRequest = {
      ...request(2, ['going']),
      get bodies() {
        renameSync(path, `${path}.away`)
        return ['{}']
      },
    }
    const unsure = { failure: { code: 'maybe-stored', message: expect.stringMatching(/stored or not/) } }
    expect(writer.commit([going, request(3, ['beside'])])).toEqual([
      { ticket: 2, ...unsure },
      { ticket: 3, ...unsure },
    ])
    renameSync(`${path}.away`, path)
    const refused = { failure: { code: 'storage-failed', message: expect.stringMatching(/Stop Segue/) } }
    expect(writer.commit([request(4, ['going'])])).toEqual([{ ticket: 4, ...refused }])
    expect(writer.check({ kind: 'check', ticket: 5 })).toEqual({ ticket: 5, ...refused })
    const again = openLogDatabase(path)
    const restarted = createLogWriter(again, path)
    expect(restarted.commit([request(6, ['going', 'beside', 'next'])])).toEqual([
      { ticket: 6, positions: [0, 0, 4] },
    ])
    again.close()
  })

  it('writes durably: WAL with synchronous FULL [promise: nothing-lost]', () => {
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  })

  it('looks the newest of a rare type up in an index', () => {
    const plan = database
      .prepare(
        "EXPLAIN QUERY PLAN SELECT body FROM events WHERE type = ? AND type NOT IN ('track.played', 'track.skipped') ORDER BY position DESC LIMIT 5",
      )
      .all('slate.served')
    expect(JSON.stringify(plan)).toContain('events_by_rare_type')
    expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE')
  })
})
