import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AppError, trackId } from '#domain'
import { createLibraryRecords } from './library-records.ts'

let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'segue-records-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const open = () => {
  const faults: AppError[] = []
  return { faults, records: createLibraryRecords(base, (error) => faults.push(error)) }
}
const one = { id: 'one', path: '/music', label: 'music', files: {} }

it('gives back what was written, whoever opens it', () => {
  open().records.write([one])
  const { faults, records } = open()
  expect([records.read(), records.amiss, faults]).toEqual([[one], undefined, []])
})

it('keeps what the tags of a file leave open and were told, and reads a list that an older Segue wrote without it', () => {
  const file = { size: 1, modifiedMs: 2, ids: [trackId('file:a')], sound: '' }
  const told = { parted: ['A/B'], releaseBy: 'Various Artists' }
  const tags = { slashed: ['A/B'], whole: ['C/D'], isReleaseOpen: true, told } as const
  const record = {
    ...one,
    files: { 'a.mp3': { ...file, tags }, 'b.mp3': { ...file, tags: {} }, 'c.mp3': file },
  }
  open().records.write([record])
  expect(open().records.read()).toEqual([record])
  expect(JSON.parse(readFileSync(join(base, 'libraries.json'), 'utf8'))).toEqual([record])
})

it('goes on with a sound list that was put in the place of a damaged one, and keeps no copy of it', () => {
  const path = join(base, 'libraries.json')
  writeFileSync(path, '[{"path"')
  const { faults, records } = open()
  expect([records.read(), faults.length]).toEqual([[], 1])
  writeFileSync(path, JSON.stringify([one]))
  expect([records.read(), records.amiss]).toEqual([[one], undefined])
  records.write([one, one])
  expect([records.read().length, existsSync(`${path}.damaged`)]).toEqual([2, false])
})

it('reads a list that was put in the place of a sound one, and follows that [promise: library-followed]', () => {
  const { faults, records } = open()
  records.write([one])
  const other = { ...one, path: '/elsewhere' }
  writeFileSync(join(base, 'libraries.json'), JSON.stringify([other, one]))
  expect([records.read(), faults]).toEqual([[other, one], []])
  // Read once, as long as it is that one: each listing asks for it.
  expect(records.read()).toBe(records.read())
})

it.each([
  ['read', (path: string) => mkdirSync(path)],
  ['looked at', (path: string) => symlinkSync(path, path)],
])('replaces a list that can not even be %s, and keeps it aside', (_how, spoil) => {
  const path = join(base, 'libraries.json')
  spoil(path)
  const kind = lstatSync(path).mode
  const { faults, records } = open()
  expect([records.read(), faults.length]).toEqual([[], 1])
  records.write([one])
  expect([records.read(), lstatSync(`${path}.damaged`).mode]).toEqual([[one], kind])
  expect(open().records.read()).toEqual([one])
})

it.each(['', '[{"path"', '\u0000\u0001', '{}'])(
  'says once that the list is damaged (%j), and keeps it aside when another is written',
  (bytes) => {
    const [path, aside] = [join(base, 'libraries.json'), join(base, 'libraries.json.damaged')]
    writeFileSync(path, bytes)
    const { faults, records } = open()
    expect([records.amiss, records.read(), records.read()]).toEqual([undefined, [], []])
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/damaged.*segue import PATH/),
    ])
    expect(existsSync(aside)).toBe(false)
    for (let time = 0; time < 2; time++) {
      records.write([one])
      expect([records.read(), readFileSync(aside, 'utf8')]).toEqual([[one], bytes])
    }
    expect(records.amiss).toBe(faults[0])
    expect([open().records.amiss, open().faults]).toEqual([undefined, []])
  },
)
