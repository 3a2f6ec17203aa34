import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import { type AppError, instant, listenerId } from '#domain'
import { type AppEvent, appEventSchema, createJournal } from '#log'
import { blocked, features, listenerPlays, type OpenedFeatures, openFeatures } from './index.ts'

/** What is told while states are mended, at every moment at which it could be left out of the new ones. */
const at = Date.UTC(2026, 10, 20)
const ann = 'listener:ann'
let folder = ''
let path = ''
let log = createMemoryEventLog()
let faults: AppError[] = []
const opened: OpenedFeatures[] = []

const play = (id: string): AppEvent =>
  appEventSchema.parse({ type: 'track.played', id, at, listenerId: 'ann', trackId: 't' })
const block = (artist: string): AppEvent =>
  appEventSchema.parse({
    type: 'listener.blocked',
    id: artist,
    at,
    listenerId: 'ann',
    target: { kind: 'artist', id: artist },
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'segue-meanwhile-'))
  path = join(folder, 'state.db')
  faults = []
  log = createMemoryEventLog()
  await log.append([play('first'), block('before')].map((event) => ({ event })))
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

const open = async (
  from: Pick<typeof log, Asked | 'tail' | 'end' | 'redacting'> = log,
): Promise<OpenedFeatures> => {
  const online = await openFeatures({
    openStore: () => openSqliteStateStore({ path, features: features.map(({ id }) => id) }),
    features,
    log: from,
    onFault: (error) => faults.push(error),
  })
  opened.push(online)
  return online
}
const close = async (): Promise<void> => {
  for (const one of opened.splice(0)) await one.close()
}
const blocksIn = (online: OpenedFeatures): number => [...online.entries(blocked, ann)].length
const playsIn = (online: OpenedFeatures): number => online.value(listenerPlays, ann, 'track:t', instant(at))

/** A log whose answers to one kind of question are held back from the given one on, once they are made up. */
type Asked = 'lag' | 'latest' | 'read'
const gated = (of: Asked, time: number) => {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const calls = { lag: 0, latest: 0, read: 0 }
  const pass = async (name: keyof typeof calls): Promise<void> => {
    if (++calls[name] !== time || name !== of) return
    reached.resolve()
    await gate.promise
  }
  const slow: Pick<typeof log, Asked | 'tail' | 'end' | 'redacting'> = {
    ...log,
    lag: async (from) => {
      const lag = await log.lag(from)
      await pass('lag')
      return lag
    },
    latest: async (...asked) => {
      const found = await log.latest(...asked)
      await pass('latest')
      return found
    },
    async *read(from, signal) {
      const found = await Array.fromAsync(log.read(from, signal))
      await pass('read')
      yield* found
    },
  }
  return { slow, reached: reached.promise, open: gate.resolve }
}

test.each<[string, Asked, number]>([
  ['what must hold is gathered', 'latest', 1],
  ['the last of what must hold was read', 'read', 2],
  // At the start, then what must hold, then all that is folded again, in two.
  ['the log is folded again', 'read', 3],
  ['the log is asked what is left', 'lag', 4],
  ['the end of the log is read', 'read', 4],
  ['the log is asked whether it has all of it', 'lag', 5],
])(
  'a block that comes while %s holds at once, when mended and after a restart [promise: damage-mended]',
  async (_, of, time) => {
    await open()
    await close()
    const { slow, reached, open: openGate } = gated(of, time)
    const online = await open(slow)
    const journal = createJournal({ log, folds: [online.fold] })
    writeFileSync(path, Buffer.alloc(statSync(path).size, 0x5a))
    const first = online.reading([], () => blocksIn(online))
    await reached
    await journal.append([{ event: block('meanwhile') }])
    const isGathering = of === 'latest' || (of === 'read' && time === 2)
    if (!isGathering) expect([await first, blocksIn(online)]).toEqual([1, 2])
    openGate()
    expect(await first).toBe(isGathering ? 2 : 1)
    expect(blocksIn(online)).toBe(2)
    while (online.amiss !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(blocksIn(online)).toBe(2)
    // Nothing was passed over, so the next one follows.
    await journal.append([{ event: block('after') }])
    expect([blocksIn(online), playsIn(online), online.cursor]).toEqual([3, 1, await log.end()])
    expect(faults.map(({ code }) => code)).toEqual(['states-damaged'])
    await close()
    expect(blocksIn(await open())).toBe(3)
  },
)

test('who is being taken out of the log is in no states that are made from it, at a start and while it is folded again [promise: listener-redacted]', async () => {
  await log.append([{ event: appEventSchema.parse({ ...block('theirs'), id: 'of ben', listenerId: 'ben' }) }])
  const bens = (online: OpenedFeatures): number => [...online.entries(blocked, 'listener:ben')].length
  const whole = await open()
  expect([blocksIn(whole), playsIn(whole), bens(whole)]).toEqual([1, 1, 1])
  await close()
  await log.beginRedaction(listenerId('ann'))
  // The states of before, from which they were not taken.
  const { slow, reached, open: openGate } = gated('read', 3)
  const online = await open(slow)
  expect([blocksIn(online), playsIn(online), bens(online)]).toEqual([0, 0, 1])
  await online.flush()
  writeFileSync(path, Buffer.alloc(statSync(path).size, 0x5a))
  const first = online.reading(['listener:cem'], () => [blocksIn(online), bens(online)])
  await reached
  expect(await first).toEqual([0, 1])
  openGate()
  while (online.amiss !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
  expect([blocksIn(online), playsIn(online), bens(online)]).toEqual([0, 0, 1])
})

test('a live event that does not follow the last is refused, for those between would be passed over', async () => {
  const online = await open()
  const first = await log.append([{ event: play('next') }])
  const second = await log.append([{ event: play('and next') }])
  expect(() => online.fold(second)).toThrow(/without those between/)
  expect(playsIn(online)).toBe(1)
  online.fold(first)
  online.fold(second)
  expect([online.cursor, playsIn(online)]).toEqual([await log.end(), 3])
})

test('stopped while it catches up, it rejects with nothing left open, and the next one goes on from there', async () => {
  await log.append(Array.from({ length: 10_000 }, (_, number) => ({ event: play(`p${number}`) })))
  const total = 10_002
  const stopping = new AbortController()
  const read: number[] = []
  const opening = openFeatures({
    openStore: () => openSqliteStateStore({ path, features: features.map(({ id }) => id) }),
    features,
    log,
    onFault: (error) => faults.push(error),
    signal: stopping.signal,
    progress: (done) => {
      read.push(done)
      stopping.abort()
    },
  })
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
  expect(read).toHaveLength(1)
  const store = openSqliteStateStore({ path, features: features.map(({ id }) => id) })
  const left = await log.lag(store.cursor())
  await store.close()
  expect(left).toBe(total - (read[0] ?? 0))
  const online = await open()
  expect(playsIn(online)).toBe(10_001)
})
