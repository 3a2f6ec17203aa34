import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { openEventLogReader, openSqliteEventLog } from '#adapters/sqlite'
import { createFeatures, features, replay } from '#features'
import { type AppEvent, encodeEvent, logStart } from '#log'
import { allEvents, fromNewer } from '../../src/log/event-log.sample.ts'
import { anyEvent } from './features-events.ts'

/**
 * Law: what a reader passes over leaves no trace. A log with events of a newer Segue anywhere in it gives the events, in
 * the order and with the numbers, and the folded states, bit for bit, that it gives when those rows are not there.
 */
const newer = fc.constantFrom<object>({}, { v: 1 }, { type: 'slate.served' }, { type: 'track.liked' })
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: anyEvent }, { weight: 1, arbitrary: newer }), {
  minLength: 1,
  maxLength: 60,
})
const isEvent = (step: object): step is AppEvent => 'id' in step

const write = (path: string, history: readonly object[]): void => {
  const database = new DatabaseSync(path)
  database.exec('BEGIN; DELETE FROM events')
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)')
  for (const [index, step] of history.entries()) {
    const body = isEvent(step) ? encodeEvent(step) : fromNewer(index, step)
    const { id, listenerId, type } = JSON.parse(body)
    insert.run(index + 1, id, listenerId, type, body)
  }
  database.exec('COMMIT')
  database.close()
}

/** All that follows from a log: its events, and what is stored of the states folded from them. */
const readAll = async (path: string, owners: readonly string[]) => {
  const log = openEventLogReader(path)
  try {
    const store = createMemoryStateStore()
    const folded = createFeatures({ store, features })
    await replay(log, folded)
    expect(folded.cursor).toBe(await log.end())
    const states = owners.flatMap((owner) => store.loadNow(owner))
    const bits = states.map((row) => [row.owner, row.feature, row.about, hexOf(row.state)].join(' '))
    const newest = await Promise.all([log.latest('track.liked', 2), log.latest('slate.served', 2)])
    return { events: await allEvents(log, logStart), newest, states: bits.sort() }
  } finally {
    log.close()
  }
}
const hexOf = (state: readonly number[]): string =>
  Buffer.from(Float64Array.from(state).buffer).toString('hex')

const holdsFor = async (path: string, history: readonly object[]): Promise<void> => {
  write(path, history)
  const events = history.filter(isEvent)
  const keys = events.flatMap((event) => features.flatMap((feature) => feature.keys(event)))
  const owners = [...new Set(keys.map(({ owner }) => owner))]
  const mixed = await readAll(path, owners)
  const database = new DatabaseSync(path)
  const { changes } = database.prepare("DELETE FROM events WHERE body ->> 'ignorable'").run()
  database.close()
  expect(Number(changes)).toBe(history.length - events.length)
  expect(mixed).toEqual(await readAll(path, owners))
  expect(mixed.events.map(({ event }) => event)).toEqual(events)
}

describe('what a newer Segue marked', () => {
  it('changes nothing of what a log tells and of what is folded from it [promise: log-evolves]', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'segue-law-'))
    const path = join(folder, 'events.db')
    await (await openSqliteEventLog({ path })).close()
    try {
      await fc.assert(
        fc.asyncProperty(steps, (history) => holdsFor(path, history)),
        { numRuns: 60, seed: 20_261_122 },
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
