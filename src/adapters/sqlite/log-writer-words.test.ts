import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { dayMs, instant } from '#domain'
import { sampleSlate } from '../../log/event-log.sample.ts'
import { packAttachment, packWithWords, unpackAttachment } from './log-writer-packing.ts'
import { openSqliteEventLog } from './sqlite-event-log.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const open = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-words-'))
  folders.push(folder)
  const path = join(folder, 'log.db')
  const count = (sql: string): number => {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      return Number(database.prepare(sql).get()?.n)
    } finally {
      database.close()
    }
  }
  return { log: await openSqliteEventLog({ path }), count }
}

/** A record with words in it, between bytes of its own. */
const entry = (number: number, words: readonly string[], at: number = sampleSlate(number).at) => ({
  event: { ...sampleSlate(number), at: instant(at) },
  record: new TextEncoder().encode(`record ${number}:${words.join(',')};`),
  repeats: words,
})
const now = instant(sampleSlate(0).at + 100 * dayMs)
const wordOf = (track: number) => `{"id":"t${track}","title":"${`Titel ä ${track} `.repeat(20)}"}`

describe('words of attachments', () => {
  it('come back byte for byte, found or not, in order or not', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '音'), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(text), fc.array(text), fc.uint8Array(), (parts, words, tail) => {
        const bytes = Buffer.concat([Buffer.from(parts.join('')), tail])
        const kept: string[] = []
        const packed = packWithWords(bytes, words, (word) => kept.push(word) - 1)
        const read = unpackAttachment(packed, (key) => packAttachment(Buffer.from(kept[key] ?? '')))
        expect(read).toEqual(new Uint8Array(bytes))
        if (kept.length > 0) expect(unpackAttachment(packed, () => undefined)).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })

  it('are never put into a record of which a bit has flipped since: it is as good as gone [promise: log-salvaged]', () => {
    const [words, kept] = [[wordOf(1), wordOf(2)], new Map<number, string>()]
    const keyOf = (word: string) => kept.set(kept.size, word).size - 1
    const { record } = entry(1, words)
    const body = crypto.getRandomValues(Buffer.alloc(300)).toString('base64')
    const packed = packWithWords(Buffer.concat([record, Buffer.from(body)]), words, keyOf)
    const wordAt = (key: number) => packAttachment(Buffer.from(kept.get(key) ?? ''))
    const whole = unpackAttachment(packed, wordAt)
    const untrue = Array.from({ length: 8 * (packed.length - 1) }, (_, bit) => bit + 8).filter((bit) => {
      const hurt = new Uint8Array(packed)
      hurt[bit >> 3] = (hurt[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const read = unpackAttachment(hurt, wordAt)
      return read !== undefined && whole !== undefined && Buffer.compare(read, whole) !== 0
    })
    expect(untrue).toEqual([])
  })

  it('are stored once, however many records repeat them', async () => {
    const { log, count } = await open()
    const words = Array.from({ length: 20 }, (_, track) => wordOf(track))
    for (let number = 0; number < 50; number++) await log.append([entry(number, words)])
    expect(count('SELECT count(*) AS n FROM attachment_words')).toBe(20)
    expect(count('SELECT max(length(body)) AS n FROM attachments')).toBeLessThan(200)
    const read = await log.record(sampleSlate(7).requestId)
    expect(read?.bytes).toEqual(entry(7, words).record)
    await log.close()
  })

  it('count in the size that is kept, and go with the records that need them [promise: records-bounded]', async () => {
    const { log, count } = await open()
    // Nearly all of what a record takes is its words, and no other record has them.
    const noise = () => crypto.getRandomValues(Buffer.alloc(1_500)).toString('base64')
    const all = Array.from({ length: 600 }, (_, number) => entry(number, [noise(), noise()]))
    for (let from = 0; from < 600; from += 50) await log.append(all.slice(from, from + 50))
    const stored = () =>
      count(
        'SELECT (SELECT sum(length(body)) FROM attachments) + sum(length(body)) AS n FROM attachment_words',
      )
    const before = stored()
    const mostBytes = before / 2
    const removed = await log.prune({ now, from: instant(0), mostBytes })
    expect(stored()).toBeLessThanOrEqual(mostBytes)
    // Down to the bound and not far below: words outlive their records by an eighth of what is kept.
    expect(stored()).toBeGreaterThan(mostBytes * 0.95)
    expect(removed).toBeLessThan(400)
    for (const one of all.slice(removed)) {
      expect((await log.record(one.event.requestId))?.bytes).toEqual(one.record)
    }
    await log.prune({ now, from: instant(0), mostBytes: 0 })
    expect(count('SELECT count(*) AS n FROM attachments')).toBe(0)
    expect(count('SELECT count(*) AS n FROM attachment_words')).toBe(0)
    await log.close()
  })

  it('go with the records around one that a clock dated ten years ahead [promise: records-bounded]', async () => {
    const { log, count } = await open()
    const start = sampleSlate(0).at
    const [day, ahead] = [(at: number) => start + at * dayMs, 7]
    for (let at = 0; at < 40; at++) {
      await log.append([entry(at, [wordOf(at)], at === ahead ? day(3_650) : day(at))])
      const kept = { from: instant(day(at - 10)), mostBytes: Number.POSITIVE_INFINITY }
      await log.prune({ now: instant(day(at)), ...kept })
      // Not before those around it, whatever it says.
      if (at === 15) expect(await log.record(sampleSlate(ahead).requestId)).toBeDefined()
    }
    expect(count('SELECT count(*) AS n FROM attachments')).toBe(11)
    expect(count('SELECT count(*) AS n FROM attachment_words')).toBeLessThanOrEqual(11 + 2)
    // A clock that is behind for once makes all of them look ahead, and lets none go.
    const none = { now: instant(0), from: instant(0), mostBytes: Number.POSITIVE_INFINITY }
    expect(await log.prune(none)).toBe(0)
    await log.close()
  })

  it('stay as long as a record needs them and go after the last one', async () => {
    const { log, count } = await open()
    const start = sampleSlate(0).at
    // The first word is in every record, each of the others in one: a record a day.
    for (let day = 0; day < 10; day++) {
      await log.append([entry(day, [wordOf(0), wordOf(day + 1)], start + day * dayMs)])
    }
    const keepFrom = (day: number) =>
      log.prune({ now, from: instant(start + day * dayMs), mostBytes: Number.POSITIVE_INFINITY })
    await keepFrom(6)
    expect(count('SELECT count(*) AS n FROM attachment_words')).toBe(5)
    for (let day = 6; day < 10; day++) {
      const { record } = entry(day, [wordOf(0), wordOf(day + 1)])
      expect((await log.record(sampleSlate(day).requestId))?.bytes, `day ${day}`).toEqual(record)
    }
    await keepFrom(11)
    expect(count('SELECT count(*) AS n FROM attachment_words')).toBe(0)
    // A word that was let go is stored again when it comes again.
    await log.append([entry(20, [wordOf(0)])])
    expect((await log.record(sampleSlate(20).requestId))?.bytes).toEqual(entry(20, [wordOf(0)]).record)
    await log.close()
  })
})
