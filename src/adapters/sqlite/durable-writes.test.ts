import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createDurableWrites } from './durable-writes.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-durable-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const openOn = (name: string) => {
  const database = new DatabaseSync(join(folder, name))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE words (word TEXT)')
  const add = (word: string) => () => void database.prepare('INSERT INTO words VALUES (?)').run(word)
  const words = () =>
    database
      .prepare('SELECT word FROM words')
      .all()
      .map(({ word }) => word)
  return { database, add, words }
}

test('what is written is told when its flush is done, and the next transaction waits for that [promise: nothing-lost]', async () => {
  const { database, add, words } = openOn('turns.db')
  const flushes: PromiseWithResolvers<void>[] = []
  const flushed: string[] = []
  const durably = createDurableWrites(database, (path) => {
    flushed.push(path)
    const flush = Promise.withResolvers<void>()
    flushes.push(flush)
    return flush.promise
  })
  const told: string[] = []
  const both = ['one', 'two'].map(async (word) => {
    await durably('write', add(word))
    told.push(word)
  })
  await nextTurn()
  expect([words(), told]).toEqual([['one'], []])
  flushes[0]?.resolve()
  await nextTurn()
  expect([words(), told]).toEqual([['one', 'two'], ['one']])
  flushes[1]?.resolve()
  await Promise.all(both)
  expect(flushed).toEqual(Array.from({ length: 2 }, () => join(folder, 'turns.db-wal')))
  database.close()
})

test('after a flush that failed nothing more is written, and whoever asked is told that it may be stored', async () => {
  const { database, add, words } = openOn('failed.db')
  const durably = createDurableWrites(database, () => Promise.reject(new Error('EIO')))
  const refused = { code: 'maybe-stored', message: expect.stringMatching(/restart Segue/) }
  await expect(durably('write', add('one'))).rejects.toMatchObject(refused)
  await expect(durably('write', add('two'))).rejects.toMatchObject(refused)
  expect(words()).toEqual(['one'])
  database.close()
})

test('a transaction that failed is rolled back and costs no other', async () => {
  const { database, add, words } = openOn('rolled-back.db')
  const durably = createDurableWrites(database)
  const failing = durably('write', () => {
    add('one')()
    throw new RangeError('no')
  })
  await expect(failing).rejects.toThrow(RangeError)
  await durably('write', add('two'))
  expect(words()).toEqual(['two'])
  database.close()
})

test('in memory there is nothing to flush', async () => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE words (word TEXT)')
  const durably = createDurableWrites(database, () => Promise.reject(new Error('there is no file')))
  expect(await durably('write', () => 7)).toBe(7)
  database.close()
})
