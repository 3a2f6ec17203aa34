import { hash } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { eventId, instant } from '#domain'
import { type Cursor, cursor, type Entry } from '#log'
import { samplePlay } from '../../log/event-log.sample.ts'
import { openEventLogReader, openSqliteEventLog, salvageLog } from './index.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-generations-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const newPath = () => join(mkdtempSync(join(root, 'log-')), 'log.db')

const at = instant(Date.UTC(2026, 10, 20))
/** Of one type and one moment, as an import has them that knows days. */
const plays = (name: string, count: number): Entry[] =>
  Array.from({ length: count }, (_, number) => ({
    event: { ...samplePlay(0), at, id: eventId(`${name}-${number}`) },
  }))

/** What one process appends, and the cursor that it comes to. */
const appended = async (path: string, entries: readonly Entry[]): Promise<Cursor> => {
  const log = await openSqliteEventLog({ path })
  try {
    await log.append(entries)
    return await log.end()
  } finally {
    await log.close()
  }
}
const lagOf = async (path: string, from: Cursor): Promise<number | undefined> => {
  const log = await openSqliteEventLog({ path })
  try {
    return await log.lag(from)
  } finally {
    await log.close()
  }
}
/** A log of ten, a copy of it, and how it went on to twenty. */
const backedUp = async () => {
  const path = newPath()
  const ten = await appended(path, plays('first', 10))
  copyFileSync(path, `${path}.backup`)
  const twenty = await appended(path, plays('lost', 10))
  return { path, backup: `${path}.backup`, ten, twenty }
}
const withoutGenerations = (path: string): void => {
  const older = new DatabaseSync(path)
  older.exec('DROP TABLE generations')
  older.close()
}

describe('a backup that is put back', () => {
  it('goes on as another log, though the same happened at the same time, and knows what it had [promise: live-is-replay]', async () => {
    const { path, backup, ten, twenty } = await backedUp()
    const since = await appended(backup, plays('since', 10))
    expect(since).not.toBe(twenty)
    expect([await lagOf(backup, twenty), await lagOf(backup, ten)]).toEqual([undefined, 10])
    expect([await lagOf(path, since), await lagOf(path, ten)]).toEqual([undefined, 10])
  })

  it('goes on as another log than a second copy of it does [promise: live-is-replay]', async () => {
    const { backup } = await backedUp()
    copyFileSync(backup, `${backup}.second`)
    const one = await appended(backup, plays('since', 10))
    await appended(`${backup}.second`, plays('since', 10))
    expect(await lagOf(`${backup}.second`, one)).toBeUndefined()
  })

  it('is told from the log of before where an older Segue wrote what both have [promise: live-is-replay]', async () => {
    const path = newPath()
    await appended(path, plays('first', 10))
    copyFileSync(path, `${path}.backup`)
    await appended(path, plays('lost', 10))
    for (const each of [path, `${path}.backup`]) withoutGenerations(each)
    const reader = openEventLogReader(path)
    const [ten, twenty] = [reader.cursorAt(10), await reader.end()]
    reader.close()
    const since = await appended(`${path}.backup`, plays('since', 10))
    expect(await lagOf(`${path}.backup`, twenty)).toBeUndefined()
    expect(await lagOf(`${path}.backup`, ten)).toBe(10)
    expect(await lagOf(path, since)).toBeUndefined()
    expect(await lagOf(path, twenty)).toBe(0)
  })
})

describe('a cursor of a log', () => {
  it('is the same for who reads only, and after the listener is taken out and the file written anew', async () => {
    const { path, ten, twenty } = await backedUp()
    const reader = openEventLogReader(path)
    expect([reader.cursorAt(10), await reader.end()]).toEqual([ten, twenty])
    reader.close()
    const log = await openSqliteEventLog({ path })
    const { listenerId } = samplePlay(0)
    await log.redact(listenerId, twenty)
    await log.endRedaction(listenerId)
    await log.wipe()
    expect([await log.end(), await log.lag(ten)]).toEqual([twenty, 10])
    await log.close()
  })

  it('is known that an older Segue made, of what it wrote [promise: old-logs-open]', async () => {
    const path = newPath()
    await appended(path, plays('first', 10))
    withoutGenerations(path)
    await appended(path, plays('since', 5))
    const { listenerId, type } = samplePlay(0)
    const marks = [
      [listenerId, 'first-9', type, at],
      [type, at],
    ].map((of) => hash('sha256', JSON.stringify(of), 'base64url'))
    const older = ['10', `10.${marks[0]?.slice(0, 22)}`, `10.${marks[1]?.slice(0, 11)}`]
    for (const made of older) expect(await lagOf(path, cursor(made)), made).toBe(5)
    expect(await lagOf(path, cursor(`10.${'x'.repeat(22)}`))).toBeUndefined()
  })

  it('is none of a log that was salvaged, which may lack what was read before it', async () => {
    const { path, ten } = await backedUp()
    const to = newPath()
    await salvageLog({ from: path, to, signal: new AbortController().signal })
    expect(await lagOf(to, ten)).toBeUndefined()
    const all = await appended(to, plays('since', 3))
    expect(await lagOf(to, all)).toBe(0)
  })

  it('begins a generation with what is stored, not with what was known before', async () => {
    const { path, twenty } = await backedUp()
    expect(await appended(path, plays('first', 10))).toBe(twenty)
    const database = new DatabaseSync(path, { readOnly: true })
    const rows = database.prepare('SELECT position FROM generations').all()
    database.close()
    expect(rows.map(({ position }) => position)).toEqual([1, 11])
  })
})
