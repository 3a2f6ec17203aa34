import { randomBytes } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { eventId, instant, listenerId, requestId } from '#domain'
import { type Entry, logStart } from '#log'
import { samplePlays, sampleSlate } from '../../log/event-log.sample.ts'
import {
  openEventLogReader,
  openFolderLock,
  openSqliteCatalogStore,
  openSqliteEventLog,
  openSqliteStateStore,
  readLogStatistics,
} from './index.ts'
import type { EventLogReader } from './sqlite-event-log-reader.ts'

/** What can't be made again says what to do, from every way of reading it. */
const folder = mkdtempSync(join(tmpdir(), 'segue-sources-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const readings: Readonly<Record<string, (log: EventLogReader) => unknown>> = {
  read: async (log) => {
    for await (const _ of log.read(logStart));
  },
  latest: (log) => log.latest('track.played', 10),
  'latest of a listener': (log) => log.latest('track.played', 10, { listenerId: listenerId('listener-1') }),
  find: (log) => log.find(listenerId('listener-1'), eventId('play-1')),
  record: (log) => log.record(requestId('slate-1')),
  attachmentSizes: async (log) => log.attachmentSizes(0),
  end: (log) => log.end(),
}

describe('a log that is damaged in the middle', () => {
  it.each(Object.keys(readings))('says to restore a backup when asked for: %s', async (name) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.db`)
    const log = await openSqliteEventLog({ path })
    await log.append(samplePlays(0, 2_000))
    await log.append([{ event: sampleSlate(1), record: new Uint8Array(64) }])
    await log.close()
    // Open before: what a server meets that was running when the disk went bad.
    const reader = openEventLogReader(path)
    writeFileSync(path, readFileSync(path).fill(0x5a, 4_096))
    await expect((async () => readings[name]?.(reader))()).rejects.toThrow(
      expect.objectContaining({
        code: 'storage-failed',
        message: expect.stringMatching(/log\.db\) is damaged.*backup/),
      }),
    )
    expect(reader.damage?.code).toBe('storage-failed')
    reader.close()
  })
})

describe('a look through a log that is open', () => {
  const pageBytes = 4_096
  const opened = async (name: string) => {
    const path = join(folder, `${name}.db`)
    const log = await openSqliteEventLog({ path })
    await log.append([{ event: sampleSlate(1), record: new Uint8Array(64) }, ...samplePlays(0, 5_000)])
    await log.lookThrough()
    expect(log.amiss).toBeUndefined()
    await log.close()
    return { path, log: await openSqliteEventLog({ path }) }
  }
  /** A stretch in the middle: the first page, the newest events and most of all else stay as they are. */
  const damageTheMiddle = (path: string) => {
    const bytes = readFileSync(path)
    const from = Math.floor(bytes.length / 2 / pageBytes) * pageBytes
    writeFileSync(path, bytes.fill(0x5a, from, from + 20 * pageBytes))
  }

  it('finds damage that nobody asked for, and says that events are still taken and what to do [promise: damage-told]', async () => {
    const { path, log } = await opened('unasked')
    damageTheMiddle(path)
    await log.append(samplePlays(6_000, 1))
    expect(log.amiss).toBeUndefined()
    await expect(log.lookThrough()).rejects.toThrow(/log\.db\) is damaged.*backup.*still accepted/)
    expect(log.amiss?.message).toMatch(/log\.db\) is damaged.*damaged-log-or-catalogue\.md.*still accepted/)
    const taken = await log.append(samplePlays(7_000, 1))
    expect(taken.recorded).toHaveLength(1)
    await log.close()
  })

  it('that found damage keeps all that is there: no record is let go of a damaged file [promise: damage-told]', async () => {
    const { path, log } = await opened('kept')
    damageTheMiddle(path)
    await expect(log.lookThrough()).rejects.toThrow('is damaged')
    const none = { now: instant(0), from: instant(0), mostBytes: 0 }
    expect(await log.prune(none)).toBe(0)
    expect(await log.record(requestId('slate-1'))).toBeDefined()
    await log.close()
  })
})

describe('damage to an open log that nobody looked for', () => {
  const slates = (count: number) =>
    Array.from({ length: count }, (_, number) => ({
      event: sampleSlate(number),
      record: randomBytes(64),
    }))
  /** All pages of a kind are overwritten; it is open again. */
  const openedWithout = async (name: string, index: string, entries: readonly Entry[]) => {
    const path = join(folder, `${name}.db`)
    const before = await openSqliteEventLog({ path })
    await before.append([...entries])
    await before.close()
    const database = new DatabaseSync(path, { readOnly: true })
    const pages = database
      .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
      .all(index)
      .map(({ pageno }) => Number(pageno))
    database.close()
    const bytes = readFileSync(path)
    for (const page of pages) bytes.fill(0x5a, (page - 1) * 4_096, page * 4_096)
    writeFileSync(path, bytes)
    return { path, log: await openSqliteEventLog({ path }) }
  }
  const recordsIn = (path: string): number => {
    const database = new DatabaseSync(path, { readOnly: true })
    const { count } = database.prepare('SELECT count(*) AS count FROM attachments').get() ?? {}
    database.close()
    return Number(count)
  }
  const indexOfIds = 'sqlite_autoindex_events_1'
  const refused = /^(?!.*still accepted).*log\.db\) is damaged.*damaged-log-or-catalogue\.md/
  const keepNone = { now: instant(0), from: instant(0), mostBytes: 0 }

  it('met by a write is told as what it is: events are refused, and no record is let go [promise: damage-told] [promise: honest-readiness]', async () => {
    const { path, log } = await openedWithout('written', indexOfIds, [
      ...slates(300),
      ...samplePlays(0, 3_000),
    ])
    await log.check()
    expect(log.amiss).toBeUndefined()
    await expect(log.append(samplePlays(9_000, 1))).rejects.toThrow(refused)
    await expect(log.check()).rejects.toThrow(refused)
    expect(log.amiss?.message).toMatch(refused)
    expect(log.amiss?.message).toMatch('Until then events are refused')
    expect(await log.prune(keepNone)).toBe(0)
    expect(recordsIn(path)).toBe(300)
    await log.close()
  })

  it('met by a write while records go ends their going [promise: damage-told]', async () => {
    const { path, log } = await openedWithout('meanwhile', indexOfIds, slates(1_000))
    const going = log.prune(keepNone)
    await expect(log.append(samplePlays(9_000, 1))).rejects.toThrow(refused)
    await expect(going).rejects.toThrow(refused)
    expect(recordsIn(path)).toBeGreaterThan(0)
    await log.close()
  })

  it('of a part holds up no event that needs another one: a log that has taken one since says that it can', async () => {
    const { log } = await openedWithout('in-part', 'events_by_rare_type', [
      ...slates(300),
      ...samplePlays(0, 30),
    ])
    await expect(log.append(slates(301).slice(300))).rejects.toThrow(refused)
    await expect(log.check()).rejects.toThrow(refused)
    expect((await log.append(samplePlays(9_000, 1))).recorded).toHaveLength(1)
    await log.check()
    expect(log.amiss?.message).toMatch(refused)
    await log.close()
  })

  it('met by letting records go, or by a read, is told too [promise: damage-told]', async () => {
    const among = await openedWithout('letting-go', 'attachments_by_age', slates(1_000))
    await expect(among.log.prune(keepNone)).rejects.toThrow('is damaged')
    expect(among.log.amiss?.message).toMatch('still accepted')
    await among.log.close()
    const { log } = await openedWithout('met-by-a-read', 'events_by_rare_type', [
      ...slates(300),
      ...samplePlays(0, 30),
    ])
    await expect(log.latest('slate.served', 5)).rejects.toThrow('is damaged')
    expect(log.amiss?.message).toMatch('still accepted')
    expect(await log.prune(keepNone)).toBe(0)
    await log.close()
  })
})

describe('a log that is taken away while it is open', () => {
  const ways: Readonly<Record<string, (path: string) => void>> = {
    deleted: (path) => rmSync(path),
    emptied: (path) => truncateSync(path),
    exchanged: (path) => {
      renameSync(path, `${path}.old`)
      copyFileSync(`${path}.old`, path)
    },
    'its write-ahead log deleted': (path) => rmSync(`${path}-wal`),
    'its write-ahead log exchanged': (path) => {
      renameSync(`${path}-wal`, `${path}-wal.old`)
      copyFileSync(`${path}-wal.old`, `${path}-wal`)
    },
  }
  it.each(Object.keys(ways))('takes no event that would end with the process: %s', async (way) => {
    const path = join(folder, `${way.replaceAll(' ', '-')}.db`)
    const log = await openSqliteEventLog({ path })
    await log.append(samplePlays(0, 10))
    await log.check()
    ways[way]?.(path)
    const refused = expect.objectContaining({
      code: 'storage-failed',
      message: expect.stringMatching(/log\.db\) was deleted.*backup/),
    })
    await expect(log.append(samplePlays(10, 1))).rejects.toThrow(refused)
    await expect(log.check()).rejects.toThrow(refused)
    await log.close()
  })
})

describe('a start', () => {
  const damages: Readonly<Record<string, (path: string) => void>> = {
    'random bytes': (path) => writeFileSync(path, randomBytes(16_384)),
    'its first half': (path) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  }
  it.each(Object.keys(damages))('on a log of %s says to restore a backup', async (name) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.db`)
    const log = await openSqliteEventLog({ path })
    await log.append(samplePlays(0, 2_000))
    await log.close()
    damages[name]?.(path)
    await expect(openSqliteEventLog({ path })).rejects.toThrow(
      expect.objectContaining({
        code: 'storage-failed',
        message: expect.stringMatching(/log\.db\) is damaged.*backup/),
      }),
    )
  })

  it('on a folder in the place of a file says so, whichever file it is', async () => {
    const path = mkdtempSync(join(folder, 'stands-'))
    mkdirSync(join(path, 'lock.db'))
    const said = /is a folder where a file belongs; move it away/
    await expect(openSqliteEventLog({ path })).rejects.toThrow(said)
    expect(() => openEventLogReader(path)).toThrow(said)
    expect(() => readLogStatistics(path)).toThrow(said)
    expect(() => openSqliteCatalogStore({ path })).toThrow(said)
    expect(() => openSqliteStateStore({ path, features: [] })).toThrow(said)
    expect(() => openFolderLock(path)).toThrow(said)
  })
})
