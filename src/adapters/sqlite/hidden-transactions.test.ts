import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logStart } from '#log'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { openSqliteCatalogStore, openSqliteEventLog, salvageLog } from './index.ts'
import { collect, entries } from './salvage-log.sample.ts'

const root = mkdtempSync(join(tmpdir(), 'segue-hidden-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const frameBytes = 24 + 4_096
const { signal } = new AbortController()
let copies = 0

/** Files as a process leaves them that is killed. */
const killed = (path: string): string => {
  const copy = join(root, `killed-${copies++}.db`)
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
  return copy
}
const framesOf = (wal: Buffer): number => Math.floor((wal.length - 32) / frameBytes)
/** The same with one bit of the write-ahead log otherwise. */
const flipped = (path: string, placeIn: (frames: number) => number): string => {
  const copy = killed(path)
  const wal = readFileSync(`${copy}-wal`)
  const at = placeIn(framesOf(wal))
  wal.writeUInt8(wal.readUInt8(at) ^ 1, at)
  writeFileSync(`${copy}-wal`, wal)
  return copy
}
/** Where a byte stands of a frame: what it says of itself is in its first 24. */
const inFrame = (frame: number, byte: number): number => 32 + frame * frameBytes + byte

const hits: readonly [string, (frames: number) => number][] = [
  ['the magic of the head', () => 3],
  ['the format of the head', () => 7],
  ['the page size of the head', () => 10],
  ['the number of the head', () => 15],
  ['the salt of the head', () => 17],
  ['the sum of the head', () => 25],
  ['the first frame', () => inFrame(0, 900)],
  ['the page number of a frame', () => inFrame(2, 3)],
  ['the salt of a frame', () => inFrame(2, 12)],
  ['the sum of a frame', () => inFrame(2, 20)],
  ['a frame in the middle', (frames) => inFrame(Math.floor(frames / 2), 2_000)],
]

describe('a log that was killed while its newest events stood in its write-ahead log alone', () => {
  let path = ''
  let before: Awaited<ReturnType<typeof collect>> = new Map()
  let close = async () => {}
  beforeAll(async () => {
    path = join(root, 'log.db')
    const first = await openSqliteEventLog({ path })
    await first.append(entries(0, 40))
    await first.close()
    const log = await openSqliteEventLog({ path })
    // Whoever reads an old state keeps the write-ahead log from being written into the file.
    const reader = new DatabaseSync(path)
    reader.exec('BEGIN; SELECT max(position) FROM events')
    for (let number = 40; number < 80; number += 2) await log.append(entries(number, number + 2))
    before = await collect(log)
    close = async () => {
      reader.close()
      await log.close()
    }
  })
  afterAll(() => close())

  it.each(hits)(
    'is not opened when %s was hit, and all is still there to be salvaged [promise: damage-told] [promise: log-salvaged]',
    async (_, placeIn) => {
      const from = flipped(path, placeIn)
      const wal = readFileSync(`${from}-wal`)
      await expect(openSqliteEventLog({ path: from })).rejects.toThrow(
        'The event log (log.db) is damaged. Stop Segue',
      )
      expect(readFileSync(`${from}-wal`).equals(wal)).toBe(true)
      const to = `${from}.new`
      expect((await salvageLog({ from, to, signal })).damagedFrames).toBeGreaterThan(0)
      const log = await openSqliteEventLog({ path: to })
      // A page that is hit is there as it was before, and after: each event stands in it more than once.
      const after = await collect(log)
      expect([...after]).toEqual([...before].filter(([position]) => after.has(position)))
      expect(before.size - after.size).toBeLessThanOrEqual(1)
      await log.close()
    },
  )

  it('is not opened when two transactions would be thrown away, wherever the end of the first was hit [promise: damage-told]', async () => {
    const wal = readFileSync(`${path}-wal`)
    const ends = [...Array(framesOf(wal)).keys()].filter((frame) => wal.readUInt32BE(inFrame(frame, 4)) !== 0)
    const end = ends.at(-2) ?? expect.fail()
    for (const byte of [2, 7, 19, 900]) {
      const from = flipped(path, () => inFrame(end, byte))
      await expect(openSqliteEventLog({ path: from }), `byte ${byte}`).rejects.toThrow('is damaged')
    }
  })

  it('is not opened when the file has pages already of a last transaction that was hit, but not all are read [promise: damage-told]', async () => {
    const copy = killed(path)
    const database = new DatabaseSync(copy)
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    const from = flipped(copy, (frames) => inFrame(frames - 3, 300))
    database.close()
    await expect(openSqliteEventLog({ path: from })).rejects.toThrow('is damaged')
  })

  it('with its last frame hit loses what stood in that alone, and says that it knows of no number [promise: log-salvaged]', async () => {
    const from = flipped(path, (frames) => inFrame(frames - 1, 300))
    const to = `${from}.new`
    const salvaged = await salvageLog({ from, to, signal })
    expect(salvaged.damagedFrames).toBe(1)
    expect(before.size - salvaged.events).toBeLessThan(22)
    const log = await openSqliteEventLog({ path: to })
    expect(before.size - (await collect(log)).size).toBeLessThan(22)
    await log.close()
  })

  it('is opened as it is, and with its last transaction cut anywhere, as a loss of power leaves it', async () => {
    const whole = readFileSync(`${path}-wal`)
    for (const cut of [0, 1, 2_000, frameBytes, 2 * frameBytes + 5]) {
      const copy = killed(path)
      writeFileSync(`${copy}-wal`, whole.subarray(0, whole.length - cut))
      const log = await openSqliteEventLog({ path: copy })
      expect(before.size - ((await log.lag(logStart)) ?? 0)).toBe(cut === 0 ? 0 : 22)
      await log.close()
    }
  })

  it('is opened when a frame of its last transaction alone never reached the disk', async () => {
    const log = await openSqliteEventLog({ path: flipped(path, (frames) => inFrame(frames - 3, 300)) })
    expect(before.size - ((await log.lag(logStart)) ?? 0)).toBe(22)
    await log.close()
  })

  it('is opened with a damaged head when the file has all that stands behind it', async () => {
    const copy = killed(path)
    const database = new DatabaseSync(copy)
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
    const from = flipped(copy, () => 17)
    database.close()
    const log = await openSqliteEventLog({ path: from })
    expect((await collect(log)).size).toBe(before.size)
    await log.close()
  })
})

it('a catalogue is not opened when that would throw away tracks that were taken [promise: damage-told]', async () => {
  const path = join(root, 'catalogue.db')
  const store = openSqliteCatalogStore({ path })
  for (let number = 0; number < 5; number++) await store.upsert([sampleTrack(`track-${number}`)])
  const copy = flipped(path, () => inFrame(2, 900))
  const whole = killed(path)
  store.close()
  expect(() => openSqliteCatalogStore({ path: copy })).toThrow(/catalogue\.db-wal\) is damaged.*Put a backup/)
  const again = openSqliteCatalogStore({ path: whole })
  expect([...again.scan()]).toHaveLength(5)
  again.close()
})
