import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openEventLogReader, openSqliteEventLog, readLogStatistics } from '#adapters/sqlite'
import { eventId, instant, listenerId, requestId } from '#domain'
import {
  type AppEvent,
  appEventSchema,
  cursor,
  type DecisionStore,
  decodeEvent,
  encodeEvent,
  logStart,
} from '#log'
import { allEvents } from '../../src/log/event-log.sample.ts'

/**
 * Bytes that were once written stay readable: `events/<type>.v<version>.jsonl` holds stored bodies as that version of the
 * type was written. A line may be added; none may ever be changed or removed.
 */
const folder = join(import.meta.dirname, 'events')
const files = readdirSync(folder)
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)

const readable = (index: number, line = ''): AppEvent => decodeEvent(index + 1, line) ?? expect.fail(line)
/** What of a body no fold ever sees: its marks, and what a later version of its type let go. */
const shed = ['v', 'versionIds']

describe('golden events', () => {
  it.each(files)('%s still decodes, every field as it was written [promise: log-evolves]', (file) => {
    const lines = linesOf(file)
    expect(lines.length).toBeGreaterThan(0)
    for (const [index, line] of lines.entries()) {
      const event = readable(index, line)
      const written: object = JSON.parse(line)
      expect(file).toBe(`${event.type}.v${'v' in written ? written.v : 1}.jsonl`)
      const fields = Object.entries(written).filter(([name]) => !shed.includes(name))
      expect(Object.entries(event).sort()).toEqual(fields.sort())
    }
  })

  it('has every version of every type of event, and the newest as it is written today', () => {
    const types = appEventSchema.options.flatMap((union) =>
      union.options.map((schema) => schema.shape.type.value),
    )
    const ratings = ['track.liked', 'track.disliked', 'track.unrated']
    const expected = types.flatMap((type) =>
      ratings.includes(type) ? [`${type}.v1.jsonl`, `${type}.v2.jsonl`] : [`${type}.v1.jsonl`],
    )
    expect(files.toSorted()).toEqual(expected.toSorted())
    for (const rating of ratings)
      for (const [index, line] of linesOf(`${rating}.v2.jsonl`).entries())
        expect(encodeEvent(readable(index, line))).toBe(line)
  })

  it.each(['passed-over', 'stops'])(
    'a log file that a newer Segue wrote to %s at what this one does not know [promise: log-evolves]',
    async (ends) => {
      const scratch = mkdtempSync(join(tmpdir(), 'segue-golden-'))
      const path = join(scratch, 'events.db')
      const newer = new DatabaseSync(path)
      newer.exec(readFileSync(join(import.meta.dirname, `events-log-v4-${ends}.sql`), 'utf8'))
      newer.close()
      const log = await openSqliteEventLog({ path })
      try {
        const from = cursor(ends === 'stops' ? '2' : '')
        const reading = allEvents(log, from)
        if (ends === 'stops') await expect(reading).rejects.toThrow('Event 3 of the log')
        else expect((await reading).map(({ event }) => event.id)).toEqual(['play-1', 'like-1'])
        expect(readLogStatistics(path).events.map(({ count }) => count)).toEqual([1, 1, 1, 1])
      } finally {
        await log.close()
        rmSync(scratch, { recursive: true, force: true })
      }
    },
  )

  it.each([1, 2])(
    'a log file of format %i opens, reads, and takes new events [promise: old-logs-open]',
    async (format) => {
      const scratch = mkdtempSync(join(tmpdir(), 'segue-golden-'))
      const path = join(scratch, 'events.db')
      const old = new DatabaseSync(path)
      old.exec(readFileSync(join(import.meta.dirname, `events-log-v${format}.sql`), 'utf8'))
      old.close()
      const log = await openSqliteEventLog({ path })
      expect((await allEvents(log)).map(({ event }) => event.id)).toEqual(['play-1', 'slate-1', 'slate-2'])
      expect((await log.latest('slate.served', 1))[0]?.sequence).toBe(3)
      expect((await log.record(requestId('slate-1')))?.bytes).toEqual(Uint8Array.of(1, 2, 3, 255))
      expect(Buffer.from((await log.record(requestId('slate-2')))?.bytes ?? []).toString()).toBe(
        'segue'.repeat(40),
      )
      const known = readable(0, linesOf('track.played.v1.jsonl')[0])
      const fresh = readable(1, linesOf('track.played.v1.jsonl')[1])
      const anothers = { ...known, listenerId: listenerId('listener-2') }
      const entries = [known, anothers, fresh].map((event) => ({ event }))
      const { recorded, duplicates } = await log.append(entries)
      expect(duplicates).toBe(1)
      expect(recorded.map(({ sequence }) => sequence)).toEqual([4, 5])
      expect((await log.find(anothers.listenerId, anothers.id))?.sequence).toBe(4)
      await log.close()
      const again = await openSqliteEventLog({ path })
      expect(await again.lag(logStart)).toBe(5)
      await again.close()
      rmSync(scratch, { recursive: true, force: true })
    },
  )

  it.each(['v2-words', 'v3', 'v4'])(
    'a log file %s gives records back with the words they share, and lets both go [promise: old-logs-open]',
    async (format) => {
      const scratch = mkdtempSync(join(tmpdir(), 'segue-golden-'))
      const path = join(scratch, 'events.db')
      const old = new DatabaseSync(path)
      old.exec(readFileSync(join(import.meta.dirname, `events-log-${format}.sql`), 'utf8'))
      old.close()
      const words = ['{"id":"track-1","title":"Ein Lied"}', '{"id":"track-2","title":"Noch ein Lied"}']
      const recordOf = async (number: number) =>
        Buffer.from((await log.record(requestId(`slate-${number}`)))?.bytes ?? []).toString()
      const served = async (from: Pick<DecisionStore, 'decisions'>) =>
        (await from.decisions({ limit: 2 })).map(({ event, about }) => event.trackIds ?? about)
      const before = openEventLogReader(path)
      expect(await served(before)).toEqual(Array(2).fill(['track-1', 'track-2']))
      before.close()
      const log = await openSqliteEventLog({ path })
      expect(await served(log)).toEqual(Array(2).fill(['track-1', 'track-2']))
      // Which words records need is not known of all formats: none goes before a record does.
      const kept = { now: instant(0), from: instant(0), mostBytes: Number.POSITIVE_INFINITY }
      expect(await log.prune(kept)).toBe(0)
      for (const number of [1, 2])
        expect(await recordOf(number)).toBe(`record ${number} of ${words.join(' and ')}`)
      const attachment = Buffer.from(`record 3 of ${words.join(' and ')}`)
      const [slate] = await log.decisions({ limit: 1 })
      const event = { ...(slate?.event ?? expect.fail()), id: eventId('slate-3') }
      await log.append([{ event, record: attachment, repeats: words }])
      expect(await log.prune(kept)).toBe(0)
      for (const number of [1, 2, 3])
        expect(await recordOf(number)).toBe(`record ${number} of ${words.join(' and ')}`)
      expect(readLogStatistics(path).shared.count).toBe(2)
      expect(await log.prune({ ...kept, mostBytes: 0 })).toBe(3)
      expect(readLogStatistics(path).shared.count).toBe(0)
      await log.close()
      rmSync(scratch, { recursive: true, force: true })
    },
  )

  it('a log file of format 1 opens though one of its events is damaged, and its decisions can be read before', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'segue-golden-'))
    const path = join(scratch, 'events.db')
    const old = new DatabaseSync(path)
    old.exec(readFileSync(join(import.meta.dirname, 'events-log-v1.sql'), 'utf8'))
    old.exec("UPDATE events SET body = '{' WHERE position = 1")
    old.close()
    const reader = openEventLogReader(path)
    expect((await reader.record(requestId('slate-1')))?.bytes).toEqual(Uint8Array.of(1, 2, 3, 255))
    reader.close()
    const log = await openSqliteEventLog({ path })
    await expect(allEvents(log)).rejects.toThrow('Event 1 of the log')
    expect(await allEvents(log, cursor('1'))).toHaveLength(2)
    await log.close()
    rmSync(scratch, { recursive: true, force: true })
  })
})
