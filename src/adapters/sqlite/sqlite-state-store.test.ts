import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cursor, logStart } from '#log'
import { contractFeatures, stateStoreContract } from '../../features/state-store.contract.ts'
import { cursorAt } from '../../log/event-log.sample.ts'
import { openSqliteStateStore } from './sqlite-state-store.ts'

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-states-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const newPath = (): string => join(folder, `states-${++files}.db`)

stateStoreContract('the SQLite adapter', () =>
  openSqliteStateStore({ path: newPath(), features: contractFeatures }),
)

const saved = { owner: 'listener:a', feature: 'plays@1', about: 'track:1', state: [0.1, -0] }

const pathWithOneState = async (): Promise<string> => {
  const path = newPath()
  const store = openSqliteStateStore({ path, features: contractFeatures })
  await store.save(cursorAt(4), [saved])
  await store.close()
  return path
}

describe('the SQLite state store across openings', () => {
  test('what was saved is there when it is opened again', async () => {
    const store = openSqliteStateStore({ path: await pathWithOneState(), features: contractFeatures })
    expect(store.cursor()).toBe(cursorAt(4))
    expect(store.loadNow('listener:a')).toEqual([saved])
    await store.close()
  })

  test.each([
    ['another version of a feature', ['plays@2', 'rating@2']],
    ['a feature more', [...contractFeatures, 'new@1']],
    ['another order', contractFeatures.toReversed()],
  ])('opened for %s, it is empty and stands at the start of the log', async (_, features) => {
    const store = openSqliteStateStore({ path: await pathWithOneState(), features })
    expect(store.cursor()).toBe(logStart)
    expect(store.loadNow('listener:a')).toEqual([])
    expect(store.emptied).toBe('upgraded')
    await store.save(cursorAt(1), [{ ...saved, feature: features[0] ?? '' }])
    expect(store.loadNow('listener:a')).toHaveLength(1)
    await store.close()
  })

  test('opened for another log, it is empty; for a log that has no events, as it was', async () => {
    const path = newPath()
    const open = (log: number | 'unknown') => openSqliteStateStore({ path, features: contractFeatures, log })
    const at: Cursor[] = []
    const emptied: unknown[] = []
    for (const log of [7, 7, 'unknown', 'unknown', 7, 8, 8, 0] as const) {
      const store = open(log)
      at.push(store.cursor())
      emptied.push(store.emptied)
      await store.save(cursorAt(at.length), [saved])
      await store.close()
    }
    expect(at).toEqual([0, 1, 2, 3, 4, 0, 6, 0].map(cursorAt))
    expect(emptied.map((why) => why ?? '')).toEqual(['', '', '', '', '', 'other-log', '', 'other-log'])
    const store = openSqliteStateStore({ path, features: contractFeatures })
    expect(store.cursor()).toBe(cursorAt(8))
    await store.close()
  })

  test('a file of another schema version is begun anew', async () => {
    const path = await pathWithOneState()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99; DROP TABLE states')
    database.close()
    const store = openSqliteStateStore({ path, features: contractFeatures })
    expect(store.cursor()).toBe(logStart)
    await store.close()
  })

  test('a file that is no database is moved aside and begun anew', async () => {
    const path = newPath()
    writeFileSync(path, 'not a database, but long enough to be read as the header of one'.repeat(20))
    const store = openSqliteStateStore({ path, features: contractFeatures })
    expect(store.cursor()).toBe(logStart)
    expect(existsSync(`${path}.damaged-1-unreadable`)).toBe(true)
    await store.close()
  })

  test('a database of something else is refused and left as it is', () => {
    const path = newPath()
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE events (id TEXT); INSERT INTO events VALUES (1)')
    const open = () => openSqliteStateStore({ path, features: contractFeatures })
    expect(open).toThrow(expect.objectContaining({ code: 'invalid-config' }))
    expect(other.prepare('SELECT count(*) AS rows FROM events').get()).toEqual({ rows: 1 })
    other.close()
  })

  test('a folder that is not there gives an error that says what to check', () => {
    const path = join(folder, 'missing', 'states.db')
    const open = () => openSqliteStateStore({ path, features: contractFeatures })
    expect(open).toThrow(expect.objectContaining({ code: 'storage-failed' }))
  })
})

describe('the SQLite state store when a bit has flipped', () => {
  const flips = [
    ['a number of a state', `state = X'${Buffer.from(new Float64Array([0.1, 1]).buffer).toString('hex')}'`],
    ['what a state is about', "about = 'track:2'"],
    ['whose a state is', "owner = 'listener:b'"],
    ['which feature a state is of', 'feature = 1'],
    ['the sum of a state', 'sum = sum + 1'],
  ]
  test.each(flips)(
    'in %s, whoever reads the owner is told of damage instead [promise: damage-mended]',
    async (_, flip) => {
      const path = await pathWithOneState()
      const database = new DatabaseSync(path)
      database.exec(`UPDATE states SET ${flip}`)
      const owner = String(database.prepare('SELECT owner FROM states').get()?.owner)
      database.close()
      const store = openSqliteStateStore({ path, features: contractFeatures })
      const damaged = { code: 'states-damaged', message: expect.stringContaining('(checksum)') }
      expect(() => store.loadNow(owner)).toThrow(expect.objectContaining(damaged))
      await expect(store.load([owner])).rejects.toMatchObject(damaged)
      await expect(store.check()).rejects.toMatchObject(damaged)
      await store.close()
    },
  )
})

describe('the SQLite state store when a save fails', () => {
  test('a row of an unknown feature is refused and nothing of its save is stored', async () => {
    const store = openSqliteStateStore({ path: newPath(), features: contractFeatures })
    const rows = [saved, { ...saved, feature: 'unknown@1' }]
    await expect(store.save(cursorAt(1), rows)).rejects.toMatchObject({ code: 'internal' })
    expect(store.cursor()).toBe(logStart)
    expect(store.loadNow('listener:a')).toEqual([])
    await store.close()
  })

  test('a row the database refuses undoes the whole save, and the next save works', async () => {
    const path = newPath()
    const store = openSqliteStateStore({ path, features: contractFeatures })
    await store.save(cursorAt(1), [saved])
    const blocker = new DatabaseSync(path)
    blocker.exec(`
      CREATE TRIGGER refuse BEFORE INSERT ON states WHEN NEW.about = 'track:1999'
      BEGIN SELECT RAISE(ABORT, 'refused'); END`)
    const rows = Array.from({ length: 9_000 }, (_, index) => ({ ...saved, about: `track:${index}` }))
    let asked = 0
    const counted = function* () {
      for (const row of rows) {
        asked += 1
        yield row
      }
    }
    await expect(store.save(cursorAt(2), counted())).rejects.toMatchObject({ code: 'storage-failed' })
    // Two parts of a thousand on their way at most: the rest of what can't be stored is not made.
    expect(asked).toBeLessThanOrEqual(4_000)
    expect(store.cursor()).toBe(cursorAt(1))
    expect(store.loadNow('listener:a')).toEqual([saved])
    blocker.exec('DROP TRIGGER refuse')
    blocker.close()
    await store.save(cursorAt(2), rows)
    expect(store.cursor()).toBe(cursorAt(2))
    expect(store.loadNow('listener:a')).toHaveLength(9_000)
    await store.close()
  })

  test('a thread that has died is told of, and the next save has another', async () => {
    const path = await pathWithOneState()
    const other = new DatabaseSync(path)
    // Of a trigger that can't be made sense of, no statement can be prepared; the thread begins with that.
    other.exec('CREATE TRIGGER refuse BEFORE INSERT ON states BEGIN SELECT nothing_so_called(); END')
    const store = openSqliteStateStore({ path, features: contractFeatures })
    const died = { code: 'states-damaged', cause: expect.stringContaining('nothing_so_called') }
    await expect(store.save(cursorAt(5), [saved])).rejects.toMatchObject(died)
    await expect(store.clear()).rejects.toMatchObject(died)
    other.exec('DROP TRIGGER refuse')
    other.close()
    await store.save(cursorAt(6), [saved, { ...saved, about: 'track:2' }])
    expect([store.cursor(), store.loadNow('listener:a').length]).toEqual([cursorAt(6), 2])
    await store.close()
  })

  test('a store whose thread has died closes', async () => {
    const path = await pathWithOneState()
    const other = new DatabaseSync(path)
    other.exec('CREATE TRIGGER refuse BEFORE INSERT ON states BEGIN SELECT nothing_so_called(); END')
    other.close()
    const store = openSqliteStateStore({ path, features: contractFeatures })
    await expect(store.save(cursorAt(5), [saved])).rejects.toMatchObject({ code: 'states-damaged' })
    await store.close()
  })
})
