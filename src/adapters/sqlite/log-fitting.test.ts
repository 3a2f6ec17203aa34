import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { instant, requestId } from '#domain'
import { sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog } from './sqlite-event-log.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const noise = (bytes: number): Buffer => crypto.getRandomValues(Buffer.alloc(bytes))
const wordBytes = 600
const ownBytes = 800
/** Ten words of a hundred in each record, three of them others than in the one before. */
const catalogue = Array.from({ length: 100 }, () => noise(wordBytes).toString('hex'))
const entry = (number: number) => {
  const repeats = Array.from({ length: 10 }, (_, place) => catalogue[(number * 3 + place) % 100] ?? '')
  const attachment = new Uint8Array(
    Buffer.concat([...repeats.map((word) => Buffer.from(word)), noise(ownBytes)]),
  )
  return { event: sampleSlate(number), record: attachment, repeats }
}
const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => entry(from + index))

const open = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-fitting-'))
  folders.push(folder)
  const path = join(folder, 'log.db')
  const log = await openSqliteEventLog({ path })
  const one = (sql: string): number => {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      return Number(database.prepare(`SELECT (${sql}) AS n`).get()?.n)
    } finally {
      database.close()
    }
  }
  const words = () => one('SELECT coalesce(sum(length(body)), 0) FROM attachment_words')
  const records = () => one('SELECT count(*) FROM attachments')
  const stored = () => words() + one('SELECT coalesce(sum(length(body)), 0) FROM attachments')
  const append = async (all: readonly ReturnType<typeof entry>[]) => {
    for (let from = 0; from < all.length; from += 50) await log.append(all.slice(from, from + 50))
  }
  const keep = (mostBytes: number) => log.prune({ now: instant(0), from: instant(0), mostBytes })
  const expectReadable = async (all: readonly ReturnType<typeof entry>[]) => {
    for (const { event, record: attachment } of all)
      expect((await log.record(requestId(event.id)))?.bytes, event.id).toEqual(attachment)
  }
  return { log, append, keep, expectReadable, words, records, stored }
}

describe('a bound on what attachments take', () => {
  it('smaller than the words of all keeps the newest that fit, with the words that they need [promise: records-bounded]', async () => {
    const { log, append, keep, expectReadable, words, records, stored } = await open()
    const all = entries(0, 1_600)
    await append(all)
    const mostBytes = 50_000
    expect(words()).toBeGreaterThan(mostBytes)
    const removed = await keep(mostBytes)
    expect(removed + records()).toBe(1_600)
    expect(stored()).toBeLessThanOrEqual(mostBytes)
    expect(stored()).toBeGreaterThan(mostBytes * 0.95)
    await expectReadable(all.slice(removed))
    expect(await keep(mostBytes)).toBe(0)

    // The same when it goes on: words that the first of them needed go as others come.
    const more = entries(1_600, 2_000)
    for (let from = 0; from < 400; from += 5) {
      await append(more.slice(from, from + 5))
      await keep(mostBytes)
      expect(stored(), `after ${from}`).toBeLessThanOrEqual(mostBytes)
      expect(records(), `after ${from}`).toBeGreaterThan((1_600 - removed) * 0.7)
    }
    await expectReadable(more.slice(-records()))
    await log.close()
  })

  it('leaves every attachment readable that came while it was kept to', async () => {
    const { log, append, keep, expectReadable, records } = await open()
    await append(entries(0, 1_000))
    const meanwhile = entries(2_000, 2_060)
    const keeping = keep(30_000)
    for (const one of meanwhile) await log.append([one])
    await keeping
    expect(records()).toBeGreaterThanOrEqual(10)
    await expectReadable(meanwhile.slice(-10))
    await log.close()
  })
})
