import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCommandFolder } from './command-folder.ts'
import { startCommands } from './commands-in-turn.ts'
import { runSegue } from './run-segue.ts'

/**
 * Commands that only read leave a folder as they find it. The trap closed here: an empty catalogue made by one of them
 * stood in the way of the whole one, which waited under another name for the next start to take it.
 */
const { place, write, library } = createCommandFolder()

const reading: readonly (readonly string[])[] = [
  ['library', 'list'],
  ['log', 'stats'],
  ['replay', 'x'],
  ['explain', 'x'],
]

/** Beside a database that is read, SQLite keeps two files that hold nothing then. */
const contentsOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name)).toString('base64')])

const emptied = (name: string): string => {
  mkdirSync(place(name))
  return place(name)
}

test('a command that reads makes and changes no file of a folder, whatever is missing in it', async () => {
  const run = startCommands()
  const whole = place('whole')
  expect((await run(['import', library, '--data', whole])).code).toBe(0)
  const catalogueWaits = place('catalogue-waits')
  cpSync(whole, catalogueWaits, { recursive: true })
  renameSync(join(catalogueWaits, 'catalogue.db'), join(catalogueWaits, 'catalogue.db.new'))
  const onlyTheNew = emptied('only-the-new')
  write('only-the-new/catalogue.db.new', readFileSync(join(catalogueWaits, 'catalogue.db.new')))
  const hollow = emptied('hollow')
  write('hollow/catalogue.db', '')
  for (const data of [whole, catalogueWaits, onlyTheNew, hollow, emptied('empty')]) {
    const before = contentsOf(data)
    for (const words of reading) {
      const { code } = await run([...words, '--data', data])
      expect({ data, words, code, after: contentsOf(data) }).toMatchObject({ data, words, after: before })
      expect([0, 2]).toContain(code)
    }
  }
  const absent = place('absent')
  for (const words of reading) expect((await run([...words, '--data', absent])).code).toBe(2)
  expect(readdirSync(place('.'))).not.toContain('absent')
})

test('a catalogue that waits to be put in place is still taken after somebody asked for an answer', async () => {
  const data = place('asked')
  expect((await runSegue(['import', library, '--data', data])).code).toBe(0)
  renameSync(join(data, 'catalogue.db'), join(data, 'catalogue.db.new'))
  const asked = await runSegue(['explain', 'x', '--data', data])
  expect([asked.code, asked.screen]).toEqual([2, expect.stringMatching(/no catalogue.*segue serve/)])
  const again = await runSegue(['import', library, '--data', data, '--json'])
  expect(JSON.parse(again.out)).toMatchObject({ added: 0, unchanged: 200 })
})
