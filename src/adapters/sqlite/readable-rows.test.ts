import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readableRows, type Salvageable } from './readable-rows.ts'

const { signal } = new AbortController()
const bodyBytes = 400_000

describe('the readable rows of a table', () => {
  let database: DatabaseSync
  beforeEach(() => {
    database = new DatabaseSync(':memory:')
    database.exec('CREATE TABLE things (key INTEGER PRIMARY KEY, body BLOB)')
    const insert = database.prepare('INSERT INTO things VALUES (?, zeroblob(?))')
    for (let key = 1; key <= 20; key++) insert.run(key, bodyBytes)
  })
  afterEach(() => database.close())

  const batches = async (isSound: Salvageable['isSound']) => {
    const all: number[][] = []
    for await (const rows of readableRows(
      database,
      { name: 'things', columns: ['key', 'body'], isSound },
      signal,
    ))
      all.push(rows.map(({ key }) => Number(key)))
    return all
  }

  it.each([
    ['all are', () => true],
    ['some are', (key: number) => key % 3 > 0],
  ])('come a few at once where they are large, when %s sound', async (_, isSound) => {
    const found = await batches(({ key }) => isSound(Number(key)))
    const expected = Array.from({ length: 20 }, (_, index) => index + 1).filter(isSound)
    expect(found.flat()).toEqual(expected)
    expect(Math.max(...found.map((keys) => keys.length * bodyBytes))).toBeLessThan(2 ** 20 + bodyBytes)
  })
})
