import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { openTable } from './open-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'segue-open-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rowsOf = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  const table = await openTable(path)
  return Array.fromAsync(table.rows)
}

const csv = 'listener_id,item_id,plays\na,"x,y",3\nb\n'
const lines = '{"listener_id":"a","item_id":7}\n\nno\n[1]\n'

test('rows come with their cells by name, and a reason where they can’t be read', async () => {
  const fromCsv = [
    { listener_id: 'a', item_id: 'x,y', plays: '3' },
    'has more or fewer cells than the header',
  ]
  expect(await rowsOf('t.csv', csv)).toEqual(fromCsv)
  expect(await rowsOf('t.csv.gz', gzipSync(csv))).toEqual(fromCsv)
  const fromLines = [{ listener_id: 'a', item_id: 7 }, 'is not valid JSON', 'is not a JSON object']
  expect(await rowsOf('t.jsonl', lines)).toEqual(fromLines)
  expect(await rowsOf('t.jsonl.gz', gzipSync(lines))).toEqual(fromLines)
})

test('the hash is that of the file', async () => {
  const path = join(folder, 'hashed.csv')
  writeFileSync(path, 'abc')
  expect((await openTable(path)).sha256).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

test('what is not there, or no table by its name, is said to be so', async () => {
  await expect(openTable(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'unreadable-library' })
  await expect(openTable(join(folder, 'table.xlsx'))).rejects.toMatchObject({ code: 'invalid-table' })
})
