import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { dayMs, instant } from '#domain'
import { logStart } from '#log'
import { eventLogContract } from '../../log/event-log.contract.ts'
import { allEvents, samplePlay, samplePlays, sampleSlate } from '../../log/event-log.sample.ts'
import { openSqliteEventLog } from './sqlite-event-log.ts'
import { storeIn } from './store-in.sample.ts'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-log-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

eventLogContract('the SQLite event log', async () => {
  const path = join(newFolder(), 'events.db')
  return {
    log: await openSqliteEventLog({ path }),
    reopen: () => openSqliteEventLog({ path }),
    takeStored: (body) => storeIn(path, body),
  }
})

describe('the SQLite event log', () => {
  it('makes the folder it is asked to write to', async () => {
    const log = await openSqliteEventLog({ path: join(newFolder(), 'not', 'yet', 'events.db') })
    await log.append(samplePlays(0, 1))
    expect(await log.lag(logStart)).toBe(1)
    await log.close()
  })

  it('leaves one file behind when it is closed', async () => {
    const folder = newFolder()
    const log = await openSqliteEventLog({ path: join(folder, 'events.db') })
    await log.append(samplePlays(0, 100))
    await log.close()
    expect(readdirSync(folder)).toEqual(['events.db'])
  })

  it('changes no byte of a log by opening it', async () => {
    const path = join(newFolder(), 'events.db')
    const log = await openSqliteEventLog({ path })
    await log.append(samplePlays(0, 10))
    await log.close()
    const before = readFileSync(path)
    await (await openSqliteEventLog({ path })).close()
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('says so when the file is not a log', async () => {
    const path = join(newFolder(), 'events.db')
    writeFileSync(path, 'this was never a database, and is long enough to be read as one'.repeat(50))
    await expect(openSqliteEventLog({ path })).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('is damaged'),
    })
  })

  it('says so when the path can not be written', async () => {
    const path = join(newFolder(), 'file')
    writeFileSync(path, '')
    await expect(openSqliteEventLog({ path: join(path, 'events.db') })).rejects.toMatchObject({
      code: 'storage-failed',
    })
  })

  it('asks for a newer version when a newer version wrote the file', async () => {
    const path = join(newFolder(), 'events.db')
    new DatabaseSync(path).exec('PRAGMA user_version = 99')
    await expect(openSqliteEventLog({ path })).rejects.toThrow('use a newer Segue')
  })

  it('makes the indexes by listener on a log that has none, and a page of one is looked up in them', async () => {
    const path = join(newFolder(), 'events.db')
    const before = await openSqliteEventLog({ path })
    await before.append([...samplePlays(0, 50), { event: sampleSlate(1) }])
    await before.close()
    const older = new DatabaseSync(path)
    older.exec('DROP INDEX plays_by_listener; DROP INDEX slates_by_listener')
    older.close()
    const log = await openSqliteEventLog({ path })
    const { listenerId } = sampleSlate(1)
    expect(await log.latest('slate.served', 5, { listenerId })).toHaveLength(1)
    expect(await log.latest('track.played', 50, { listenerId })).toHaveLength(7)
    await log.close()
    const database = new DatabaseSync(path)
    const planOf = (type: string) =>
      database
        .prepare(
          `EXPLAIN QUERY PLAN SELECT position, body FROM events WHERE type = '${type}' AND listener = ? AND position < ? ORDER BY position DESC LIMIT ?`,
        )
        .all('listener-1', 99, 5)
        .map(({ detail }) => detail)
    const seek = '(listener=? AND position<?)'
    expect(planOf('track.played')).toEqual([`SEARCH events USING INDEX plays_by_listener ${seek}`])
    expect(planOf('slate.served')).toEqual([`SEARCH events USING INDEX slates_by_listener ${seek}`])
    database.close()
  })

  it.each([
    ['{"type":"track.played"', 'it is not JSON'],
    ['{"type":"track.imagined"}', 'not one this version knows'],
    ['{"type":"track.liked","id":"x","at":1790000000000,"listenerId":"who"}', 'trackId'],
  ])('names the place of an event that is damaged, after what stands before it: %s', async (body, why) => {
    const path = join(newFolder(), 'events.db')
    const log = await openSqliteEventLog({ path })
    await log.append(samplePlays(0, 3))
    const vandal = new DatabaseSync(path)
    vandal.prepare('UPDATE events SET body = ? WHERE position = 2').run(body)
    vandal.close()
    const damaged = samplePlay(1)
    const seen: number[] = []
    const reading = (async () => {
      for await (const { recorded } of log.read(logStart))
        seen.push(...recorded.map(({ sequence }) => sequence))
    })()
    await expect(reading).rejects.toMatchObject({ code: 'corrupt-record' })
    await expect(log.find(damaged.listenerId, damaged.id)).rejects.toThrow('Event 2 of the log')
    await expect(log.find(damaged.listenerId, damaged.id)).rejects.toThrow(why)
    expect(seen).toEqual([1])
    await log.close()
  })

  it('names the place of a record that does not unpack', async () => {
    const path = join(newFolder(), 'events.db')
    const log = await openSqliteEventLog({ path })
    await log.append([{ event: sampleSlate(1), record: new Uint8Array(1_000) }])
    const vandal = new DatabaseSync(path)
    vandal.exec("UPDATE attachments SET body = x'01ffff'")
    await expect(log.record(sampleSlate(1).requestId)).rejects.toMatchObject({ code: 'corrupt-record' })
    vandal.exec("UPDATE attachments SET body = x'7f00'")
    vandal.close()
    await expect(log.record(sampleSlate(1).requestId)).rejects.toThrow('Event 1 of the log')
    await log.close()
  })

  it('removes old attachments and keeps their events', async () => {
    const log = await openSqliteEventLog({ path: join(newFolder(), 'events.db') })
    await log.append(
      Array.from({ length: 1_200 }, (_, number) => ({
        event: sampleSlate(number),
        record: Uint8Array.of(1, 2, 3),
        about: [`track-${number}`],
      })),
    )
    const cut = instant(sampleSlate(1_100).at)
    const now = instant(sampleSlate(1_200).at)
    const kept = { now, from: cut, mostBytes: Number.POSITIVE_INFINITY }
    expect(await log.prune(kept)).toBe(1_100)
    expect(await log.prune(kept)).toBe(0)
    expect(await log.record(sampleSlate(1_099).requestId)).toBeUndefined()
    expect((await log.record(sampleSlate(1_100).requestId))?.bytes).toEqual(Uint8Array.of(1, 2, 3))
    expect(await allEvents(log)).toHaveLength(1_200)
    const slates = await log.decisions({ limit: 101 })
    expect(slates.slice(99).map(({ about }) => about)).toEqual([['track-1100'], []])
    await log.close()
  })

  it('counts what attachments are about with what they take', async () => {
    const log = await openSqliteEventLog({ path: join(newFolder(), 'events.db') })
    const about = () => Array.from({ length: 300 }, () => crypto.randomUUID())
    for (let number = 0; number < 10; number++) {
      await log.append([{ event: sampleSlate(number), record: Uint8Array.of(1), about: about() }])
    }
    const stored = Number((await log.record(sampleSlate(1).requestId))?.storedBytes)
    expect(stored).toBeGreaterThan(4_000)
    expect(await log.prune({ now: instant(0), from: instant(0), mostBytes: 4 * stored + 999 })).toBe(6)
    await log.close()
  })

  it('keeps the newest attachments up to a total size, and gives the space back to the disk', async () => {
    const path = join(newFolder(), 'events.db')
    const log = await openSqliteEventLog({ path })
    const bytes = crypto.getRandomValues(new Uint8Array(20_000))
    const append = (number: number, count = 1) =>
      log.append(
        Array.from({ length: count }, (_, more) => ({
          event: sampleSlate(number + more),
          record: bytes,
        })),
      )
    const all = { now: instant(0), from: instant(0), mostBytes: Number.POSITIVE_INFINITY }
    for (let number = 0; number < 1_000; number += 100) await append(number, 100)
    expect(await log.prune(all)).toBe(0)
    await append(1_000, 200)
    // Appends meet the pruning on its way and are not lost by it.
    const pruning = log.prune({ now: instant(0), from: instant(0), mostBytes: 2_000_000 })
    await Promise.all(Array.from({ length: 20 }, (_, extra) => append(1_200 + extra)))
    const removed = await pruning
    expect(removed).toBeGreaterThan(1_080)
    expect(removed).toBeLessThan(1_160)
    expect(await log.record(sampleSlate(removed - 1).requestId)).toBeUndefined()
    for (const number of [removed, 1_199, 1_219]) {
      expect((await log.record(sampleSlate(number).requestId))?.bytes, `${number}`).toEqual(bytes)
    }
    expect(await log.lag(logStart)).toBe(1_220)
    await log.close()
    expect(statSync(path).size).toBeLessThan(13_000_000)
  })

  it('lets go of no more attachments than are over while the clock is set back, the first ones first [promise: records-bounded]', async () => {
    const log = await openSqliteEventLog({ path: join(newFolder(), 'events.db') })
    const back = sampleSlate(0).at - 3_650 * dayMs
    const attachment = crypto.getRandomValues(new Uint8Array(999))
    for (let number = 0; number < 310; number++) {
      const { at, ...slate } = sampleSlate(number)
      await log.append([
        { event: { ...slate, at: number < 300 ? at : instant(back + number) }, record: attachment },
      ])
    }
    const kept = { now: instant(back + 310), from: instant(back - 30 * dayMs), mostBytes: 308_000 }
    expect(await log.prune(kept)).toBe(2)
    expect(await log.record(sampleSlate(1).requestId)).toBeUndefined()
    for (const number of [2, 299, 300, 309])
      expect((await log.record(sampleSlate(number).requestId))?.bytes, `${number}`).toEqual(attachment)
    expect(await log.prune(kept)).toBe(0)
    await log.close()
  })

  it('turns appends away while more than 64 MiB wait for the disk, and takes them again after', async () => {
    const log = await openSqliteEventLog({ path: join(newFolder(), 'events.db') })
    const large = (number: number) =>
      log.append([{ event: sampleSlate(number), record: new Uint8Array(1_048_576) }])
    const answers = await Promise.allSettled(Array.from({ length: 70 }, (_, number) => large(number)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded' })
    expect(await log.lag(logStart)).toBe(70 - refused.length)
    expect((await large(1_000)).recorded).toHaveLength(1)
    await log.close()
  })
})
