import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteStateStore } from '#adapters/sqlite'
import { AppError } from '#domain'
import { type AppEvent, appEventSchema, type Cursor, cursor, type Recorded, sequenceNumber } from '#log'
import {
  artistAffinity,
  type Feature,
  listenerPlays,
  openFeatures,
  type StateStore,
  tagAffinity,
} from './index.ts'

/** Who waits for a save while its store is put aside. */
const ann = 'listener:ann'
let folder = ''
let faults: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-waiting-'))
  faults = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const play = (id: string, listenerId: string, names: readonly string[] = []): AppEvent =>
  appEventSchema.parse({
    type: 'track.played',
    id,
    at: Date.UTC(2026, 10, 20),
    listenerId,
    trackId: 't',
    artistIds: names,
    tags: names,
  })

/** Features of a log with one play; the first store they open is damaged where Ann's states are. */
const openOn = async (features: readonly Feature[], stores: readonly [StateStore, StateStore]) => {
  const log = createMemoryEventLog()
  const { through } = await log.append([{ event: play('first', 'bob') }])
  const [first, second] = stores
  const loadNow = (owner: string) => {
    if (owner !== ann) return first.loadNow(owner)
    throw new AppError('states-damaged', 'The feature states are damaged (checksum).')
  }
  const left = [{ ...first, loadNow }, second]
  const online = await openFeatures({
    openStore: () => left.shift() ?? createMemoryStateStore(),
    features,
    log,
    onFault: ({ code, message }) => faults.push(`${code}: ${message}`),
  })
  return { log, online, through }
}

test('a flush that waits behind another is over when its store is put aside, and so is a stop', async () => {
  const open = (name: string) =>
    openSqliteStateStore({ path: join(folder, name), features: [listenerPlays.id] })
  const [first, second] = [open('first.db'), open('second.db')]
  const isAside = Promise.withResolvers<void>()
  let ofStart: Cursor | undefined
  const save: StateStore['save'] = async (at, rows) => {
    await first.save(at, rows)
    // That of the start is over at once.
    ofStart ??= at
    if (at !== ofStart) await isAside.promise
  }
  const discard = async (reason: string) => {
    await first.discard(reason)
    isAside.resolve()
  }
  const { log, online } = await openOn([listenerPlays], [{ ...first, save, discard }, second])
  const flushed: Promise<void>[] = []
  for (const id of ['second', 'third']) {
    online.fold(await log.append([{ event: play(id, 'bob') }]))
    flushed.push(online.flush())
  }
  expect(() => [...online.entries(listenerPlays, ann)]).toThrow('made again')
  await Promise.all(flushed)
  await online.close()
  expect(faults).toEqual([expect.stringContaining('states-damaged')])
})

test('whoever waits for room in states that are put aside goes on, though their save never ends', async () => {
  const first = createMemoryStateStore()
  let saves = 0
  const save: StateStore['save'] = (at, rows) =>
    ++saves === 1 ? first.save(at, rows) : new Promise(() => {})
  const stores = [{ ...first, save }, createMemoryStateStore()] as const
  const { online, through } = await openOn([artistAffinity, tagAffinity], stores)
  const flood = Array.from({ length: 13_000 }, (_, index): Recorded => {
    const names = Array.from({ length: 20 }, (_, name) => `${index}-${name}`)
    return { sequence: sequenceNumber(index + 2), event: play(`e${index}`, `l${index}`, names) }
  })
  online.fold({ recorded: flood, after: through, through: cursor('later') })
  const room = online.room()
  expect(room).toBeInstanceOf(Promise)
  expect(() => [...online.entries(artistAffinity, ann)]).toThrow('made again')
  await room
  expect(online.room()).toBeUndefined()
  await online.close()
})
