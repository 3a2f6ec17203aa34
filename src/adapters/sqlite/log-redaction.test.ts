import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { eventId, instant, listenerId, requestId, sessionId } from '#domain'
import type { Entry } from '#log'
import { allEvents, samplePlay, sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog, salvageLog } from './index.ts'
import { overwrite, pageOf } from './salvage-log.sample.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-redaction-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const newPath = () => join(mkdtempSync(join(root, 'log-')), 'log.db')

const leaving = listenerId('listener-who-leaves-0')
const whoLeaves = /who-leaves-0/

/** What ten listeners do in turn, with ids that come in no order, as random ones do. */
const doings = (count: number): Entry[] =>
  Array.from({ length: count }, (_, number): Entry => {
    const of = `who-leaves-${number % 10}`
    const names = {
      listenerId: listenerId(`listener-${of}`),
      sessionId: sessionId(`session-${of}-${number % 7}`),
      requestId: requestId(`request-${of}-${number}`),
    }
    if (number % 5 === 0) {
      // Small enough to be stored as it is, so that it is found in pages that were let go.
      const record = Buffer.from(`of ${of} ${number}, a shared word`)
      const id = eventId(names.requestId)
      return { event: { ...sampleSlate(number), ...names, id }, record, repeats: ['a shared word'] }
    }
    const id = eventId(`${crypto.randomUUID()}-${of}`)
    if (number % 17 !== 0) return { event: { ...samplePlay(number), ...names, id } }
    const target = { kind: 'artist' as const, id: `an artist whom ${of} hates` }
    return {
      event: {
        type: 'listener.blocked',
        id,
        at: samplePlay(number).at,
        listenerId: names.listenerId,
        target,
      },
    }
  })

/** How often a name stands in the files of a folder, as bytes. */
const timesIn = (path: string, name: RegExp): number => {
  const folder = join(path, '..')
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
  return files.reduce((sum, bytes) => sum + (bytes.match(new RegExp(name, 'g'))?.length ?? 0), 0)
}

describe('a listener who is taken out of a log on disk', () => {
  it('leaves no byte of a name in its files, while it is open and after [promise: listener-redacted]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    for (let part = 0; part < 20; part++) await log.append(doings(3_000).slice(part * 150, part * 150 + 150))
    await log.prune({ now: instant(0), from: instant(0), mostBytes: 6_000 })
    await log.close()
    const again = await openSqliteEventLog({ path })
    const before = await allEvents(again)
    const decided = requestId('request-who-leaves-0-2990')
    expect(await again.record(decided)).toBeDefined()
    expect(timesIn(path, whoLeaves)).toBeGreaterThan(1_000)
    await again.redact(leaving, await again.end())
    await again.endRedaction(leaving)
    await again.wipe()
    expect(await again.record(decided)).toBeUndefined()
    expect(timesIn(path, whoLeaves)).toBe(0)
    expect(timesIn(path, /who-leaves-1/)).toBeGreaterThan(1_000)
    expect((await allEvents(again)).length).toBeGreaterThan(before.length - 30)
    await again.close()
    expect(timesIn(path, whoLeaves)).toBe(0)
  })

  it('is taken out by calling again where it was cut short, under one pseudonym [promise: listener-redacted]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    await log.append(doings(9_000))
    const end = await log.end()
    const cut = log.redact(leaving, end).catch((thrown: unknown) => thrown)
    while ((await log.redacting()).length === 0) await nextTurn()
    await log.close()
    expect(await cut).toMatchObject({ code: 'storage-failed' })
    const again = await openSqliteEventLog({ path })
    const half = (await allEvents(again)).filter(({ event }) => event.listenerId === leaving).length
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(900)
    expect(await again.redacting()).toEqual([leaving])
    await again.redact(leaving, end)
    await again.endRedaction(leaving)
    await again.wipe()
    expect(timesIn(path, whoLeaves)).toBe(0)
    const names = new Set((await allEvents(again)).map(({ event }) => event.listenerId))
    expect(names.size).toBe(10)
    await again.close()
  })

  it('is still to be taken out after a crash that came before anything was removed, and nothing is told of them [promise: listener-redacted]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    await log.append(doings(3_000))
    await log.beginRedaction(leaving)
    await log.close()
    const again = await openSqliteEventLog({ path })
    expect(await again.redacting()).toEqual([leaving])
    const told = async (of: typeof leaving) => {
      const slates = await again.latest('slate.served', 9, { listenerId: of })
      const decisions = await again.decisions({ limit: 9, listenerId: of })
      return [slates.length, decisions.length]
    }
    expect(await told(leaving)).toEqual([0, 0])
    expect(await again.record(requestId('request-who-leaves-0-2990'))).toBeUndefined()
    expect(await told(listenerId('listener-who-leaves-5'))).toEqual([9, 9])
    await again.close()
  })

  it('leaves it known after a crash that its bytes are to be wiped, and whose they were to nobody [promise: listener-redacted]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    await log.append(doings(3_000))
    await log.redact(leaving, await log.end())
    await log.endRedaction(leaving)
    await log.close()
    const again = await openSqliteEventLog({ path })
    expect([await again.redacting(), await again.wipeOwed()]).toEqual([[], true])
    await again.wipe()
    expect(timesIn(path, whoLeaves)).toBe(0)
    await again.close()
    const third = await openSqliteEventLog({ path })
    expect(await third.wipeOwed()).toBe(false)
    await third.close()
  })

  it('is still to be taken out of a log that is salvaged, under one pseudonym, and is told where that can’t be read [promise: log-salvaged]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    await log.append(doings(9_000))
    const cut = log.redact(leaving, await log.end()).catch((thrown: unknown) => thrown)
    while ((await log.redacting()).length === 0) await nextTurn()
    await log.close()
    expect(await cut).toMatchObject({ code: 'storage-failed' })
    const [to, { signal }] = [newPath(), new AbortController()]
    expect(await salvageLog({ from: path, to, signal })).toMatchObject({ redactionsUnread: false })
    const salvaged = await openSqliteEventLog({ path: to })
    expect([await salvaged.redacting(), await salvaged.wipeOwed()]).toEqual([[leaving], false])
    await salvaged.redact(leaving, await salvaged.end())
    await salvaged.endRedaction(leaving)
    expect(new Set((await allEvents(salvaged)).map(({ event }) => event.listenerId)).size).toBe(10)
    await salvaged.close()
    const again = newPath()
    await salvageLog({ from: to, to: again, signal })
    const owing = await openSqliteEventLog({ path: again })
    expect([await owing.redacting(), await owing.wipeOwed()]).toEqual([[], true])
    await owing.close()
    const table = pageOf(path, 'redactions')
    overwrite(path, (page) => page === table)
    const unread = { redactionsUnread: true, events: 9_000, lost: 0 }
    expect(await salvageLog({ from: path, to: newPath(), signal })).toMatchObject(unread)
  })

  it('does not hold appends up, however much they did', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    await log.append(doings(8_000).map(({ event }) => ({ event: { ...event, listenerId: leaving } })))
    let steps = 0
    const redacting = log.redact(leaving, await log.end()).finally(() => {
      steps = Number.POSITIVE_INFINITY
    })
    const played = { ...samplePlay(1), listenerId: listenerId('someone') }
    for (; steps < 1_000; steps++) await log.append([{ event: { ...played, id: eventId(`e${steps}`) } }])
    await redacting
    const meanwhile = await log.latest('track.played', 5_000, { listenerId: played.listenerId })
    // One step writes 200 rows: between each two of the forty something else was stored.
    expect(meanwhile.length).toBeGreaterThan(15)
    await log.close()
  })

  it('is wiped also while the log is being copied home, which takes no turn with anybody [promise: listener-redacted]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    const copying = new Worker(
      `const { DatabaseSync } = require('node:sqlite')
       const { parentPort, workerData } = require('node:worker_threads')
       const database = new DatabaseSync(workerData)
       const copy = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
       parentPort.postMessage('begun')
       for (const until = Date.now() + 3_000; Date.now() < until; ) copy.get()
       database.close()`,
      { eval: true, workerData: path },
    )
    await once(copying, 'message')
    for (let round = 0; round < 5; round++) {
      await log.append(
        doings(400).map(({ event }) => ({ event: { ...event, id: eventId(`${event.id}-${round}`) } })),
      )
      await log.redact(leaving, await log.end())
      await log.endRedaction(leaving)
      await log.wipe()
      expect(timesIn(path, whoLeaves)).toBe(0)
    }
    await once(copying, 'exit')
    await log.close()
  })

  it('counts the records that are left, and lets go of no more than are over', async () => {
    const log = await openSqliteEventLog({ path: newPath() })
    const record = crypto.getRandomValues(new Uint8Array(1_000))
    const slates = Array.from({ length: 20 }, (_, number) => ({
      ...sampleSlate(number),
      id: eventId(`s${number}`),
    }))
    await log.append(
      slates.map((event, number) => ({
        event: number < 10 ? { ...event, listenerId: leaving } : event,
        record,
      })),
    )
    const kept = { now: instant(0), from: instant(0), mostBytes: 10_500 }
    expect(await log.prune({ ...kept, mostBytes: 99_999 })).toBe(0)
    await log.redact(leaving, await log.end())
    await log.endRedaction(leaving)
    expect(await log.prune(kept)).toBe(0)
    await log.close()
  })

  it('is not brought back by a backup when the log is salvaged [promise: log-salvaged]', async () => {
    const path = newPath()
    const log = await openSqliteEventLog({ path })
    await log.append(doings(1_000))
    const copier = new DatabaseSync(path)
    copier.exec(`VACUUM INTO '${path}.backup'`)
    copier.close()
    await log.redact(leaving, await log.end())
    await log.endRedaction(leaving)
    await log.close()
    const { signal } = new AbortController()
    const to = newPath()
    const salvaged = await salvageLog({ from: path, backup: `${path}.backup`, to, signal })
    expect(salvaged).toMatchObject({ events: 1_000, lost: 0, fromBackup: 0, corrected: 0 })
    expect(timesIn(to, whoLeaves)).toBe(0)
  })
})
