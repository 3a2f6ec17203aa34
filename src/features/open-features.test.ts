import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import { type AppError, instant } from '#domain'
import { appEventSchema, logStart } from '#log'
import { allEvents } from '../log/event-log.sample.ts'
import { blocked, features, listenerPlays, type OpenedFeatures, openFeatures } from './index.ts'

const at = Date.UTC(2026, 10, 20)
const listeners = 400
const playsEach = 5
let folder = ''
let path = ''
let log = createMemoryEventLog()
let faults: AppError[] = []
const opened: OpenedFeatures[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'segue-damaged-'))
  path = join(folder, 'state.db')
  faults = []
  log = createMemoryEventLog()
  const values = Array.from({ length: listeners }, (_, who) => [
    ...Array.from({ length: playsEach }, (_, play) => ({
      type: 'track.played',
      id: `p${who}-${play}`,
      at,
      listenerId: `l${who}`,
      trackId: `t${play}`,
    })),
    {
      type: 'listener.blocked',
      id: `b${who}`,
      at,
      listenerId: `l${who}`,
      target: { kind: 'artist', id: 'noise' },
    },
  ]).flat()
  await log.append(values.map((value) => ({ event: appEventSchema.parse(value) })))
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = async (
  from: Pick<typeof log, 'read' | 'end' | 'lag' | 'tail' | 'latest' | 'redacting'> = log,
  longestWaitMs?: number,
): Promise<OpenedFeatures> => {
  const online = await openFeatures({
    openStore: () => openSqliteStateStore({ path, features: features.map(({ id }) => id) }),
    features,
    log: from,
    onFault: (error) => faults.push(error),
    ...(longestWaitMs !== undefined && { longestWaitMs }),
  })
  opened.push(online)
  return online
}
const close = async (): Promise<void> => {
  for (const one of opened.splice(0)) await one.close()
}
const playsOf = (online: OpenedFeatures, who: number): number =>
  online.value(listenerPlays, `listener:l${who}`, 'track:t1', instant(at))
const blocksOf = (online: OpenedFeatures, who: number): number =>
  [...online.entries(blocked, `listener:l${who}`)].length
const isRight = (online: OpenedFeatures): boolean =>
  Array.from({ length: listeners }, (_, who) => who).every(
    (who) => playsOf(online, who) === 1 && blocksOf(online, who) === 1,
  )
const asides = (): readonly string[] => readdirSync(folder).filter((name) => name.includes('damaged'))

/** Waits for a mending to end; the limit is vitest's own. */
const mended = async (online: OpenedFeatures): Promise<void> => {
  while (online.amiss !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
}

const overwrite = (from: number, length: number, byte: number): void => {
  const bytes = readFileSync(path)
  bytes.fill(byte, from, from + length)
  writeFileSync(path, bytes)
}

const damages: readonly (readonly [string, () => void])[] = [
  ['overwritten in the middle', () => overwrite(Math.floor(statSync(path).size / 2), 8_192, 0x5a)],
  ['zeroed in the middle', () => overwrite(Math.floor(statSync(path).size / 2), 8_192, 0)],
  ['cut in half', () => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ['cut to nothing', () => truncateSync(path, 0)],
  ['deleted', () => unlinkSync(path)],
  ['given another magic word', () => overwrite(0, 16, 0x41)],
  ['robbed of its list of tables', () => overwrite(100, 3_996, 0)],
  [
    'changed by one bit in a state',
    () => {
      const database = new DatabaseSync(path)
      const row = database.prepare("SELECT state FROM states WHERE owner = 'listener:l200' LIMIT 1").get()
      const state = row?.state instanceof Uint8Array ? row.state : new Uint8Array(8)
      database.close()
      const bytes = readFileSync(path)
      const key = Buffer.from('listener:l200')
      const place = bytes.indexOf(Buffer.from(state), bytes.indexOf(key))
      bytes[place + 1] = (bytes[place + 1] ?? 0) ^ 1
      writeFileSync(path, bytes)
    },
  ],
]

describe('a damaged store of states [promise: damage-mended]', () => {
  test.each(damages)('that was %s is made again at the start', async (_, damage) => {
    await open()
    await close()
    damage()
    const online = await open()
    await online.check()
    await mended(online)
    expect(isRight(online)).toBe(true)
    await close()
    expect(isRight(await open())).toBe(true)
    expect(asides().length).toBeLessThanOrEqual(1)
  })

  test.each(damages)(
    'that was %s while it is in use is found and made again, without a restart',
    async (_, damage) => {
      await open()
      await close()
      const online = await open()
      damage()
      await online.check()
      await mended(online)
      expect(isRight(online)).toBe(true)
    },
  )

  test.each(damages)('that was %s while events are folded stops none of them', async (_, damage) => {
    await open()
    await close()
    const online = await open()
    damage()
    for (let who = 0; who < listeners; who++) {
      online.fold(await log.append([{ event: playOf(who, `later-${who}`) }]))
    }
    await online.check()
    await mended(online)
    expect(online.cursor).toBe(await log.end())
    expect(Array.from({ length: listeners }, (_unused, who) => playsOf(online, who))).toEqual(
      Array.from({ length: listeners }, () => 2),
    )
  })

  test('that a request finds is answered from the log; blocks hold while the rest is folded, then all is there', async () => {
    await open()
    await close()
    const folding = Promise.withResolvers<void>()
    const gathering = Promise.withResolvers<void>()
    let reads = 0
    const slow = {
      ...log,
      latest: async (...asked: Parameters<typeof log.latest>) => {
        await gathering.promise
        return log.latest(...asked)
      },
      async *read(...[from, signal]: Parameters<typeof log.read>) {
        // At the start, then what must hold, then all that is folded again.
        if (++reads === 3) await folding.promise
        yield* log.read(from, signal)
      },
    }
    const online = await open(slow)
    overwrite(4_096, statSync(path).size - 4_096, 0x5a)
    online.fold(await log.append([{ event: playOf(7, 'before') }]))
    const finder = online.reading([], () => blocksOf(online, 7))
    expect(faults.map(({ code }) => code)).toEqual(['states-damaged'])
    const next = online.reading([], () => blocksOf(online, 8))
    gathering.resolve()
    expect([await finder, await next]).toEqual([1, 1])
    expect(online.amiss).toMatchObject({
      code: 'states-damaged',
      message: expect.stringMatching(/being made again/),
    })
    const unblocked = { type: 'listener.unblocked', id: 'u', at: at + 1, listenerId: 'l7' }
    const target = { kind: 'artist', id: 'noise' }
    online.fold(await log.append([{ event: appEventSchema.parse({ ...unblocked, target }) }]))
    expect(online.value(blocked, 'listener:l7', 'artist:noise', instant(at))).toBe(0)
    folding.resolve()
    await mended(online)
    expect(online.value(blocked, 'listener:l7', 'artist:noise', instant(at))).toBe(0)
    expect([playsOf(online, 7), playsOf(online, 8), blocksOf(online, 8)]).toEqual([2, 1, 1])
    expect(faults.map(({ code }) => code)).toEqual(['states-damaged'])
    expect(asides()).toEqual(['state.db.damaged-1-unreadable'])
  })

  test('refuses who has waited long enough for its blocks, and serves nothing before they hold', async () => {
    await open()
    await close()
    const gathering = Promise.withResolvers<void>()
    const slow: typeof log.latest = async (...asked) => {
      await gathering.promise
      return log.latest(...asked)
    }
    const online = await open({ ...log, latest: slow }, 1)
    overwrite(4_096, statSync(path).size - 4_096, 0x5a)
    const refused = { code: 'states-damaged', message: expect.stringMatching(/try again/) }
    for (const who of [7, 8]) {
      await expect(online.reading([], () => blocksOf(online, who))).rejects.toMatchObject(refused)
    }
    expect(online.amiss).toMatchObject(refused)
    gathering.resolve()
    await mended(online)
    expect(await online.reading([], () => blocksOf(online, 7))).toBe(1)
  })

  test('of a log that was cut short meanwhile are made of what is left of it, which is told, and others get their turn', async () => {
    await open()
    await close()
    const shorter = createMemoryEventLog()
    await shorter.append((await allEvents(log)).slice(0, 1_200))
    let left = log
    let reads = 0
    const online = await open({
      end: () => left.end(),
      lag: (from) => left.lag(from),
      tail: log.tail,
      latest: log.latest,
      redacting: log.redacting,
      async *read(from, signal) {
        // At the start, then what must hold, then all that is folded again.
        if (++reads === 3) left = shorter
        yield* left.read(from, signal)
      },
    })
    online.fold(await log.append([{ event: playOf(7, 'last') }]))
    overwrite(4_096, statSync(path).size - 4_096, 0x5a)
    await expect(online.reading([], () => blocksOf(online, 8))).resolves.toBe(1)
    await mended(online)
    expect(online.cursor).toBe(await shorter.end())
    expect(faults.at(-1)?.message).toMatch(/does not hold what was folded last/)
  })

  test('keeps only the newest two damaged files, however often it happens', async () => {
    for (let time = 0; time < 4; time++) {
      await open()
      await close()
      overwrite(0, 16, 0x41)
    }
    await open()
    expect(asides()).toEqual(['state.db.damaged-3-unreadable', 'state.db.damaged-4-unreadable'])
  })
})

const playOf = (who: number, id: string) =>
  appEventSchema.parse({ type: 'track.played', id, at, listenerId: `l${who}`, trackId: 't1' })

test('a log that is empty under states of events ends the start with what to do, however often', async () => {
  await open()
  await close()
  for (let start = 0; start < 2; start++) {
    await expect(open(createMemoryEventLog())).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringMatching(/were folded before.*backup of log\.db.*move state\.db away/),
    })
  }
  unlinkSync(path)
  expect((await open(createMemoryEventLog())).cursor).toBe(logStart)
})

test('a log that is shorter than its states, as a backup is, is told and folded again', async () => {
  await open()
  await close()
  const backup = createMemoryEventLog()
  await backup.append((await allEvents(log)).slice(0, 1_200))
  const online = await open(backup)
  expect(faults.map(({ message }) => message)).toEqual([
    expect.stringMatching(/does not hold what was folded last: a backup was put back/),
  ])
  expect([online.cursor, playsOf(online, 10), playsOf(online, 390)]).toEqual([await backup.end(), 1, 0])
})
