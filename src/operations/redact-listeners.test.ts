import { expect, test, vi } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { AppError, eventId, instant, listenerId, trackId } from '#domain'
import {
  blocked,
  createFeatures,
  entity,
  features as everyFeature,
  type Features,
  type Followers,
  listenerPlays,
  openFeatures,
  replay,
  runFollowers,
  type StateStore,
} from '#features'
import { type AppEvent, createJournal, type StoredLog } from '#log'
import { createDepartures } from '#surfaces'
import { allEvents } from '../log/event-log.sample.ts'
import { createRedactListeners } from './index.ts'

const now = instant(Date.UTC(2026, 10, 20))
const [ann, ben] = [listenerId('ann'), listenerId('ben')]
const play = (of: typeof ann, number: number): AppEvent => ({
  type: 'track.played',
  id: eventId(`${of}-${number}`),
  at: now,
  listenerId: of,
  trackId: trackId('t1'),
})
const block = (of: typeof ann, id: string): AppEvent => ({
  type: 'listener.blocked',
  id: eventId(`${of}-${id}`),
  at: now,
  listenerId: of,
  target: { kind: 'artist', id },
})
const diskFull = () => Promise.reject(new AppError('disk-full', 'Free some space.'))

interface Running {
  readonly log: StoredLog
  readonly features: Features
  readonly forget?: Followers['forget']
  /** What trainings observed goes. */
  readonly onServing?: () => Promise<void>
}

const run = ({ log, features, forget, onServing = async () => {} }: Running) => {
  const journal = createJournal({ log, folds: [features.fold] })
  const followers = runFollowers({ log, followers: [], onFault: ({ message }) => expect.fail(message) })
  const redacting = createRedactListeners({
    ...{ log, journal, features },
    followers: { ...followers, forget: forget ?? followers.forget },
    listeners: { forget: () => {} },
    lastGood: { forget: () => {} },
    serving: { forget: onServing },
    departures: createDepartures(),
  })
  return { ...redacting, journal }
}

const open = (log: StoredLog, store: StateStore) =>
  openFeatures({
    openStore: () => store,
    features: everyFeature,
    log,
    onFault: ({ message }) => expect.fail(message),
  })
const blocksOf = (features: Features, who: typeof ann) =>
  [...features.entries(blocked, entity('listener', who))].map(({ about }) => about)
const playsOf = (features: Features, who: typeof ann) =>
  features.value(listenerPlays, entity('listener', who), 'track:t1', now)
const knownOf = (features: Features, who: typeof ann) => [blocksOf(features, who), playsOf(features, who)]

/** What the log gives to whoever folds all of it. */
const replayed = async (log: StoredLog) => {
  const fresh = createFeatures({ store: createMemoryStateStore(), features: everyFeature })
  await replay(log, fresh)
  return fresh
}

const begin = async () => {
  const log = createMemoryEventLog()
  const events = [block(ann, 'noise'), play(ann, 1), block(ben, 'noise'), play(ben, 1)]
  await log.append(events.map((event) => ({ event })))
  const store = createMemoryStateStore()
  return { log, store, features: await open(log, store) }
}

test('a redaction that can’t be begun changes nothing: blocks hold, and all is told as before [promise: listener-redacted]', async () => {
  const { log, features } = await begin()
  const { redact } = run({ log: { ...log, beginRedaction: diskFull }, features })
  await expect(redact([ann])).rejects.toMatchObject({ code: 'disk-full' })
  expect(knownOf(features, ann)).toEqual([['artist:noise'], 1])
  expect(await log.latest('track.played', 9, { listenerId: ann })).toHaveLength(1)
  expect(await log.redacting()).toEqual([])
})

test('a redaction is not begun while what is known of listeners is made again, for it could not be gone on with [promise: listener-redacted]', async () => {
  const { log, features } = await begin()
  const amiss = new AppError('states-damaged', 'A test says so.')
  await expect(run({ log, features: { ...features, amiss } }).redact([ann])).rejects.toBe(amiss)
  expect(await log.redacting()).toEqual([])
})

test('one that was cut short tells nothing of who leaves, and the next start goes on with it [promise: listener-redacted]', async () => {
  const { log, store, features } = await begin()
  const { redact } = run({ log, features, forget: diskFull })
  await expect(redact([ann])).rejects.toMatchObject({ code: 'disk-full' })
  expect(await log.redacting()).toEqual([ann])
  expect(knownOf(features, ann)).toEqual([[], 0])
  expect(await log.latest('track.played', 9, { listenerId: ann })).toEqual([])
  const again = await open(log, store)
  expect(knownOf(again, ann)).toEqual([[], 0])
  await run({ log, features: again }).resume()
  expect(await log.redacting()).toEqual([])
  expect(JSON.stringify(await allEvents(log))).not.toContain('ann')
  const fresh = await replayed(log)
  for (const one of [again, fresh])
    expect([knownOf(one, ann), knownOf(one, ben)]).toEqual([
      [[], 0],
      [['artist:noise'], 1],
    ])
})

test('one that was cut short is gone on with by the next, whoever that is for [promise: listener-redacted]', async () => {
  const { log, features } = await begin()
  let isFull = true
  const { redact, journal } = run({ log, features, forget: async () => (isFull ? diskFull() : undefined) })
  await expect(redact([ann])).rejects.toMatchObject({ code: 'disk-full' })
  await journal.append([{ event: block(ann, 'meanwhile') }])
  expect(blocksOf(features, ann)).toEqual(['artist:meanwhile'])
  isFull = false
  await redact([ben])
  expect(await log.redacting()).toEqual([])
  expect(JSON.stringify(await allEvents(log))).not.toMatch(/ann|ben/)
  expect([knownOf(features, ann), knownOf(features, ben)]).toEqual([
    [[], 0],
    [[], 0],
  ])
  await journal.append([{ event: block(ann, 'later') }])
  expect([blocksOf(features, ann), blocksOf(await replayed(log), ann)]).toEqual([
    ['artist:later'],
    ['artist:later'],
  ])
})

test('who goes on while all is folded again from a log that still has them is, live, what the log tells [promise: listener-redacted]', async () => {
  const { log } = await begin()
  let isDamaged = false
  const store = (): StateStore => ({
    ...createMemoryStateStore(),
    check: async () => {
      if (!isDamaged) return
      isDamaged = false
      throw new AppError('states-damaged', 'The feature states are damaged (checksum).')
    },
  })
  const onFault = () => {}
  const features = await openFeatures({ openStore: store, features: everyFeature, log, onFault })
  let forgets = 0
  const { redact, journal } = run({
    log,
    features,
    forget: async () => {
      if (++forgets > 1) return
      await journal.append([{ event: play(ann, 2) }])
      isDamaged = true
      await features.check()
      while (features.amiss !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    },
  })
  await redact([ann])
  expect(forgets).toBe(2)
  const fresh = await replayed(log)
  expect(knownOf(features, ann)).toEqual(knownOf(fresh, ann))
  expect(knownOf(features, ben)).toEqual(knownOf(fresh, ben))
  await features.close()
})

test.each(['while it ends', 'while trainings forget'])(
  'what somebody new does under the name stays, or goes from log and states alike, where states are made again %s [promise: listener-redacted]',
  async (when) => {
    const log = createMemoryEventLog()
    await log.append([{ event: block(ann, 'noise') }])
    let isDamaged = false
    const store = (): StateStore => ({
      ...createMemoryStateStore(),
      check: async () => {
        if (!isDamaged) return
        isDamaged = false
        throw new AppError('states-damaged', 'damaged')
      },
    })
    const features = await openFeatures({ openStore: store, features: everyFeature, log, onFault: () => {} })
    let happened = false
    const happen = async () => {
      if (happened) return
      happened = true
      await journal.append([{ event: block(ann, 'new-owner') }])
      isDamaged = true
      await features.check()
      await vi.waitFor(() => expect(features.amiss).toBeUndefined(), 5_000)
    }
    const watched: StoredLog = {
      ...log,
      endRedaction: async (listener) => {
        if (when === 'while it ends') await happen()
        await log.endRedaction(listener)
      },
    }
    const onServing = when === 'while it ends' ? async () => {} : happen
    const { redact, journal } = run({ log: watched, features, onServing })
    await redact([ann])
    expect(await log.redacting()).toEqual([])
    expect(blocksOf(features, ann)).toEqual(blocksOf(await replayed(log), ann))
    expect(blocksOf(features, ann)).toEqual(when === 'while it ends' ? [] : ['artist:new-owner'])
  },
)

test('one who can not be taken out for now keeps nobody else [promise: listener-redacted]', async () => {
  const log = createMemoryEventLog()
  await log.append([{ event: block(ann, 'noise') }, { event: block(ben, 'noise') }])
  const features = await open(log, createMemoryStateStore())
  const { redact } = run({
    log,
    features,
    forget: (listener) => (listener === ann ? diskFull() : Promise.resolve()),
  })
  await expect(redact([ann, ben])).rejects.toMatchObject({ code: 'disk-full' })
  expect(await log.redacting()).toEqual([ann])
  expect(knownOf(features, ben)).toEqual([[], 0])
})
