import { expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { type Catalog, openCatalog } from '#catalog'
import { AppError, artistId, instant, recordingId, type Track, type TrackKey, trackId } from '#domain'
import { appEventSchema, type EventLog, logStart, type Recorded, sequenceNumber } from '#log'
import { batchOf, cursorAt } from '../log/event-log.sample.ts'
import { openAggregates } from './aggregates.ts'
import { lastFolded, type StateStore } from './index.ts'

const at = instant(Date.UTC(2026, 10, 20))

const track = (id: string): Track => ({
  id: trackId(id),
  recordingId: recordingId(id),
  title: id,
  artists: [{ id: artistId('a'), name: 'A' }],
  featured: [],
  tags: [],
})

const heard = (
  number: number,
  id: string,
  type: 'track.played' | 'track.skipped' = 'track.played',
): Recorded => ({
  sequence: sequenceNumber(number),
  event: appEventSchema.parse({
    type,
    id: `e${number}`,
    at,
    listenerId: 'ann',
    trackId: id,
    ...(type === 'track.skipped' && { positionMs: 0 }),
  }),
})

/** At the end of the log as far as it knows, unless events are still to be folded, or a log is there to say. */
const openOn = async (store: StateStore, toFold?: number | 'all' | Pick<EventLog, 'lag'>) => {
  const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
  await catalog.upsert(['t1', 't2'].map(track))
  const faults: AppError[] = []
  const stores = [store]
  const log = typeof toFold === 'number' ? { lag: async () => toFold } : toFold
  const aggregates = await openAggregates({
    openStore: () => stores.shift() ?? createMemoryStateStore(),
    ...(log !== 'all' && log && { log }),
    catalog,
    onFault: (error) => faults.push(error),
  })
  if (toFold === undefined) await aggregates.atEnd()
  const keyOf = (id: string): TrackKey => catalog.keyOf(trackId(id)) ?? expect.fail(`no ${id}`)
  return {
    aggregates,
    catalog,
    faults,
    playsOf: (id: string) => aggregates.plays(keyOf(id), at),
    skipsOf: (id: string) => aggregates.skips(keyOf(id), at),
    isKnown: (id: string) => aggregates.isKnown(keyOf(id)),
  }
}

test('what everybody did is read by track key as soon as it is folded, each event once', async () => {
  const { aggregates, playsOf, skipsOf } = await openOn(createMemoryStateStore())
  const events = [heard(1, 't1'), heard(2, 't1', 'track.skipped'), heard(3, 't2'), heard(4, 'nowhere')]
  await aggregates.fold(batchOf(events))
  await aggregates.fold(batchOf(events))
  expect([playsOf('t1'), skipsOf('t1'), playsOf('t2'), skipsOf('t2')]).toEqual([1, 1, 1, 0])
})

test('what was saved is there at the next opening, with the cursor and the numbers by which it folds once', async () => {
  const store = createMemoryStateStore()
  const before = await openOn(store)
  await before.aggregates.fold(batchOf([heard(1, 't1'), heard(2, 't2')]))
  await before.aggregates.save()
  const { aggregates, playsOf } = await openOn(store)
  expect(aggregates.cursor).toBe(cursorAt(2))
  await aggregates.fold(batchOf([heard(1, 't1'), heard(2, 't2'), heard(3, 't1')]))
  expect([playsOf('t1'), playsOf('t2')]).toEqual([2, 1])
  expect(store.loadNow('listener:ann')).toEqual([
    { owner: 'listener:ann', feature: lastFolded.id, about: '', state: [2] },
  ])
})

test('a track that comes into the catalogue is unknown until what was heard of it before is read', async () => {
  const store = createMemoryStateStore()
  const before = await openOn(store)
  await before.aggregates.fold(batchOf([heard(1, 'late')]))
  await before.aggregates.save()
  const { catalog, isKnown, playsOf } = await openOn(store)
  await catalog.upsert([track('late')])
  expect(isKnown('late')).toBe(false)
  await expect.poll(() => isKnown('late')).toBe(true)
  expect(playsOf('late')).toBe(1)
})

test('nothing is loaded from the store while requests read', async () => {
  const store = createMemoryStateStore()
  const before = await openOn(store)
  await before.aggregates.fold(batchOf([heard(1, 't1'), heard(2, 't2')]))
  await before.aggregates.save()
  let isOpen = false
  const refusing: StateStore = {
    ...store,
    loadNow: (owner) =>
      isOpen ? expect.fail(`${owner} is loaded on the thread that serves`) : store.loadNow(owner),
  }
  const { aggregates, catalog, isKnown, playsOf } = await openOn(refusing)
  isOpen = true
  await catalog.upsert([track('new')])
  expect([isKnown('t1'), playsOf('t1'), isKnown('new')]).toEqual([true, 1, false])
  await aggregates.fold(batchOf([heard(3, 't2'), heard(4, 'other')]))
  await expect.poll(() => isKnown('new')).toBe(true)
  expect(playsOf('t2')).toBe(2)
})

test('while damaged states are folded again it says what it said before, and at the end what the log says', async () => {
  const store = createMemoryStateStore()
  const damaged = new AppError('states-damaged', 'The feature states are damaged (checksum).')
  const { aggregates, playsOf, faults } = await openOn(store)
  const events = [heard(1, 't1'), heard(2, 't1'), heard(3, 't2')]
  await aggregates.fold(batchOf(events))
  await aggregates.startAgain(damaged)
  await aggregates.fold(batchOf([heard(1, 't1')]))
  expect([playsOf('t1'), playsOf('t2')]).toEqual([2, 1])
  await aggregates.fold(batchOf([heard(2, 't1')]))
  await aggregates.atEnd()
  expect([playsOf('t1'), playsOf('t2')]).toEqual([2, 0])
  expect(faults).toEqual([])
})

test('damage that is met at the opening is told and folded again', async () => {
  const store = createMemoryStateStore()
  const before = await openOn(store)
  await before.aggregates.fold(batchOf([heard(1, 't1')]))
  await before.aggregates.save()
  const damaged = new AppError('states-damaged', 'The feature states are damaged (checksum).')
  const opened = await openOn({ ...store, load: () => Promise.reject(damaged) }, 'all')
  expect(opened.faults).toEqual([damaged])
  expect(opened.isKnown('t1')).toBe(false)
  await opened.aggregates.fold(batchOf([heard(1, 't1')]))
  await opened.aggregates.atEnd()
  expect([opened.isKnown('t1'), opened.playsOf('t1')]).toEqual([true, 1])
})

test('at the first start nothing is known of any track until all of the log is folded [promise: aggregates-whole]', async () => {
  const { aggregates, isKnown, playsOf, skipsOf } = await openOn(createMemoryStateStore(), 'all')
  await aggregates.fold(batchOf([heard(1, 't1', 'track.skipped'), heard(2, 't1', 'track.skipped')]))
  expect([isKnown('t1'), isKnown('t2'), skipsOf('t1')]).toEqual([false, false, 0])
  await aggregates.fold(batchOf([heard(3, 't1'), heard(4, 't1')]))
  await aggregates.atEnd()
  expect([isKnown('t1'), isKnown('t2'), playsOf('t1'), skipsOf('t1')]).toEqual([true, true, 2, 2])
})

test.each([
  ['much of the log is still to be folded', 10_001, false],
  ['a few events are', 10_000, true],
])('of a start when %s [promise: aggregates-whole]', async (_when, toFold, known) => {
  const store = createMemoryStateStore()
  const before = await openOn(store)
  await before.aggregates.fold(batchOf([heard(1, 't1', 'track.skipped')]))
  await before.aggregates.save()
  const { aggregates, isKnown, playsOf, skipsOf } = await openOn(store, toFold)
  expect([isKnown('t1'), skipsOf('t1')]).toEqual(known ? [true, 1] : [false, 0])
  await aggregates.fold(batchOf([heard(2, 't1')]))
  expect(playsOf('t1')).toBe(known ? 1 : 0)
  await aggregates.atEnd()
  expect([isKnown('t1'), playsOf('t1'), skipsOf('t1')]).toEqual([true, 1, 1])
})

test('beside another log, as a backup that was served for a while leaves them, its sums are told to nobody [promise: aggregates-whole]', async () => {
  const [served, other] = [createMemoryEventLog(), createMemoryEventLog()]
  const store = createMemoryStateStore()
  await served.append([heard(1, 't1'), heard(2, 't1', 'track.skipped')])
  await other.append([heard(1, 't2'), heard(2, 't2')])
  const before = await openOn(store, served)
  for await (const batch of served.read(logStart)) await before.aggregates.fold(batch)
  await before.aggregates.save()
  const known = async (log: Pick<EventLog, 'lag'>) => {
    const { isKnown, playsOf, skipsOf } = await openOn(store, log)
    return [isKnown('t1'), playsOf('t1'), skipsOf('t1')]
  }
  expect(await known(served)).toEqual([true, 1, 1])
  expect(await known(other)).toEqual([false, 0, 0])
})

interface Absence {
  readonly how: string
  leave(catalog: Catalog): unknown
  comeBack(catalog: Catalog): unknown
}
const target = { kind: 'track', id: 't1' } as const
const absences: readonly Absence[] = [
  {
    how: 'taken down',
    leave: (catalog) => catalog.takeDown([target], at),
    comeBack: (catalog) => catalog.lift([target]),
  },
  {
    how: 'withdrawn',
    leave: (catalog) => catalog.withdraw([trackId('t1')]),
    comeBack: (catalog) => catalog.upsert([track('t1')]),
  },
]

test.each(absences)(
  'a track that was $how comes back with what was done meanwhile [promise: aggregates-whole]',
  async ({ leave, comeBack }) => {
    const { aggregates, catalog, isKnown, playsOf } = await openOn(createMemoryStateStore())
    await aggregates.fold(batchOf([heard(1, 't1')]))
    await leave(catalog)
    await aggregates.fold(batchOf([heard(2, 't1'), heard(3, 't2')]))
    await comeBack(catalog)
    expect([isKnown('t1'), playsOf('t1'), playsOf('t2')]).toEqual([true, 2, 1])
    await leave(catalog)
    // Laid out while it is away.
    await aggregates.startAgain(undefined)
    await aggregates.fold(batchOf([heard(1, 't1')]))
    await aggregates.atEnd()
    await comeBack(catalog)
    await expect.poll(() => isKnown('t1')).toBe(true)
    expect([playsOf('t1'), playsOf('t2')]).toEqual([1, 0])
  },
)
