import { fstatSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
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
  const flushed: number[] = []
  const isFolder: boolean[] = []
  const writes = createDurableWrites(database, (descriptor) => {
    flushed.push(descriptor)
    isFolder.push(fstatSync(descriptor).ino === statSync(folder).ino)
    const flush = Promise.withResolvers<void>()
    flushes.push(flush)
    return flush.promise
  })
  const told: string[] = []
  const both = ['one', 'two'].map(async (word) => {
    await writes.durably('write', add(word))
    told.push(word)
  })
  await nextTurn()
  expect([words(), told]).toEqual([['one'], []])
  // The folder of a log that may be new is flushed with it, this once.
  for (const flush of flushes.splice(0)) flush.resolve()
  await nextTurn()
  expect([words(), told]).toEqual([['one', 'two'], ['one']])
  for (const flush of flushes.splice(0)) flush.resolve()
  await Promise.all(both)
  const [descriptor = -1] = flushed
  expect(flushed.map((one) => one === descriptor)).toEqual([true, false, true])
  expect(isFolder).toEqual([false, true, false])
  expect(fstatSync(descriptor).ino).toBe(statSync(join(folder, 'turns.db-wal')).ino)
  writes.close()
  await vi.waitFor(() => expect(() => fstatSync(descriptor)).toThrow(/EBADF/))
  database.close()
})

test('after a flush that failed nothing more is written, and whoever asked is told what may be stored and what is not [promise: nothing-lost]', async () => {
  const { database, add, words } = openOn('failed.db')
  const writes = createDurableWrites(database, () => Promise.reject(new Error('EIO')))
  expect(writes.amiss).toBeUndefined()
  const message = expect.stringMatching(/Look at the disk, restart Segue/)
  const write = (word: string) => writes.durably('write', add(word))
  await expect(write('one')).rejects.toMatchObject({ code: 'maybe-stored', message })
  await expect(write('two')).rejects.toMatchObject({ code: 'storage-failed', message })
  expect(words()).toEqual(['one'])
  expect(writes.amiss).toMatchObject({ code: 'storage-failed', message })
  writes.close()
  database.close()
})

test.each(['EINVAL', 'ENOTSUP'])(
  'where folders can not be flushed at all (%s) the log alone is [promise: nothing-lost]',
  async (code) => {
    const { database, add, words } = openOn(`unable-${code}.db`)
    const isFolder: boolean[] = []
    const writes = createDurableWrites(database, async (descriptor) => {
      isFolder.push(fstatSync(descriptor).ino === statSync(folder).ino)
      if (isFolder.at(-1)) throw Object.assign(new Error(code), { code })
    })
    for (const word of ['one', 'two']) await writes.durably('write', add(word))
    expect([words(), writes.amiss]).toEqual([['one', 'two'], undefined])
    // Nor is it tried again.
    expect(isFolder).toEqual([false, true, false])
    writes.close()
    database.close()
  },
)

test('a folder that the disk fails to store is told as a log is: the name of the file may be lost [promise: nothing-lost]', async () => {
  const { database, add } = openOn('folder-failed.db')
  const writes = createDurableWrites(database, async (descriptor) => {
    if (fstatSync(descriptor).ino === statSync(folder).ino)
      throw Object.assign(new Error('EIO'), { code: 'EIO' })
  })
  await expect(writes.durably('write', add('one'))).rejects.toMatchObject({ code: 'maybe-stored' })
  expect(writes.amiss).toMatchObject({ code: 'storage-failed' })
  await expect(writes.durably('write', add('two'))).rejects.toBe(writes.amiss)
  writes.close()
  database.close()
})

test('where the log can not be opened to be flushed nothing is written, and the next transaction tries again', async () => {
  const { database, add, words } = openOn('not-opened.db')
  const writes = createDurableWrites(database)
  const log = join(folder, 'not-opened.db-wal')
  renameSync(log, `${log}.away`)
  mkdirSync(log)
  const refused = {
    code: 'storage-failed',
    message: expect.stringMatching(/EISDIR.*Nothing of this request/),
  }
  await expect(writes.durably('write', add('one'))).rejects.toMatchObject(refused)
  rmdirSync(log)
  renameSync(`${log}.away`, log)
  expect([words(), writes.amiss]).toEqual([[], undefined])
  await writes.durably('write', add('two'))
  expect(words()).toEqual(['two'])
  writes.close()
  database.close()
})

test('a transaction that failed is rolled back and costs no other', async () => {
  const { database, add, words } = openOn('rolled-back.db')
  const { durably } = createDurableWrites(database)
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
  const { durably } = createDurableWrites(database, () => Promise.reject(new Error('there is no file')))
  expect(await durably('write', () => 7)).toBe(7)
  database.close()
})
