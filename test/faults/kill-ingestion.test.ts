import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqliteEventLog } from '#adapters/sqlite'
import { createRandom, requestId } from '#domain'
import { allEvents } from '../../src/log/event-log.sample.ts'

/**
 * `kill -9` at a random instant of ingestion, twenty times over the same log. After each: the log opens,
 * nothing confirmed is lost, nothing is doubled, no batch is stored in part.
 */
const kills = 20

/** Starts the writer, kills it, and answers the ids it had confirmed. */
const ingestAndKill = async (path: string, life: number, afterMs: number): Promise<readonly string[]> => {
  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, 'kill-ingestion-writer.ts'), path, `${life}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(writer, 'exit')
  const output = text(writer.stdout)
  await once(writer.stdout, 'readable')
  await wait(afterMs)
  writer.kill('SIGKILL')
  const [, signal] = await ended
  expect(signal).toBe('SIGKILL')
  const lines = (await output).split('\n')
  // The kill may have cut the last line short; a line is whole only when its end was written.
  return lines.slice(1, -1)
}

describe('a log whose process is killed while it takes events', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'segue-kill-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it(`opens after each of ${kills} kills with everything confirmed, once, in whole batches [promise: nothing-lost]`, async () => {
    const path = join(folder, 'events.db')
    const random = createRandom('kill-ingestion')
    const confirmed = new Set<string>()
    for (let life = 0; life < kills; life++) {
      for (const id of await ingestAndKill(path, life, random.next() * 400)) confirmed.add(id)
      const log = await openSqliteEventLog({ path })
      const stored = await allEvents(log)
      const ids = new Set<string>(stored.map(({ event }) => event.id))
      expect([...confirmed].filter((id) => !ids.has(id))).toEqual([])
      expect(ids.size).toBe(stored.length)
      expect(stored.every(({ sequence }, index) => sequence === index + 1)).toBe(true)
      expect(brokenBatches(ids)).toEqual([])
      for (const id of ids) {
        if (!id.endsWith('/0')) continue
        const name = id.split('/')[0] ?? ''
        expect(Buffer.from((await log.record(requestId(id)))?.bytes ?? []).toString()).toBe(name.repeat(50))
      }
      await log.close()
    }
    expect(confirmed.size).toBeGreaterThan(kills)
  })
})

/** An id says how many its batch has: `life-lane-batch/size/index`. */
const brokenBatches = (ids: ReadonlySet<string>): readonly string[] => {
  const missing = new Map<string, number>()
  for (const id of ids) {
    const [name = '', size = ''] = id.split('/')
    missing.set(name, (missing.get(name) ?? Number(size)) - 1)
  }
  return [...missing].filter(([, count]) => count !== 0).map(([name]) => name)
}
