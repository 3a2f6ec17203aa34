import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { instant, listenerId, requestId } from '#domain'
import type { Entry } from '#log'
import { sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog } from './sqlite-event-log.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-retention-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const leaving = listenerId('who leaves')

/** Half of them are of a listener who leaves; none can be packed, and none shares a word with another. */
const slates = (from: number, to: number): Entry[] =>
  Array.from({ length: to - from }, (_, index): Entry => {
    const number = from + index
    const whose = number % 2 === 0 && { listenerId: leaving }
    return {
      event: { ...sampleSlate(number), ...whose },
      record: new Uint8Array(crypto.getRandomValues(Buffer.alloc(1_000))),
      repeats: [],
    }
  })

it('keeps the records of others to the same bytes where a listener is taken out whose records it had not counted yet [promise: records-bounded]', async () => {
  const path = join(root, 'log.db')
  const log = await openSqliteEventLog({ path })
  const stored = (): number => {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      return Number(database.prepare('SELECT sum(length(body)) AS n FROM attachments').get()?.n)
    } finally {
      database.close()
    }
  }
  const mostBytes = 100_000
  const keep = () => log.prune({ now: instant(0), from: instant(0), mostBytes })
  await log.append(slates(0, 100))
  await keep()
  // Another hundred that nobody has counted.
  await log.append(slates(100, 200))
  await log.redact(leaving, await log.end())
  await log.endRedaction(leaving)
  const others = slates(201, 500).filter(({ event }) => event.listenerId !== leaving)
  await log.append(others)
  await keep()
  expect(stored()).toBeLessThanOrEqual(mostBytes)
  // Nor is more let go than is over.
  expect(stored()).toBeGreaterThan(mostBytes * 0.95)
  const last = others.at(-1)
  expect((await log.record(requestId(last?.event.id ?? '')))?.bytes).toEqual(last?.record)
  await log.close()
})
