import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import type { StoredTrack } from '#catalog'
import { artistId, instant, listenerId, recordingId, sessionId, trackId, trackKey } from '#domain'
import {
  aggregateFeatures,
  createFeatures,
  entity,
  features as ofListeners,
  replay,
  runFollowers,
  type StateStore,
} from '#features'
import { type AppEvent, createJournal, type EventLog } from '#log'
import { createContent, createCoOccurrence, createPopularity, type Model, train } from '#models'
import { createRedactListeners } from '#operations'
import { createDepartures } from '#surfaces'
import { allEvents } from '../../src/log/event-log.sample.ts'
import { anyEvent } from './features-events.ts'

/**
 * Law: a crowd counts no less for one who left. Whatever was done by whom, the states of all tracks and the artifacts of
 * all models that a log without a listener's name gives are, bit for bit, those that it gave before; of them, and of their
 * sessions, no state is left, and of everybody else each one.
 */
const features = [...new Set([...aggregateFeatures, ...ofListeners])]
const models: readonly Model<unknown>[] = [
  createPopularity({ listLength: 3 }),
  createCoOccurrence({ window: 3, neighbours: 4 }),
  createContent(),
]
const tracks = Array.from(
  { length: 6 },
  (_, number): StoredTrack => ({
    id: trackId(`t${number}`),
    key: trackKey(number),
    recordingId: recordingId(`t${number}`),
    title: `Track ${number}`,
    artists: [{ id: artistId(`a${number % 3}`), name: `Artist ${number % 3}` }],
    featured: [],
    tags: [`g${number % 2}`],
  }),
)
const catalog = {
  identity: 'a catalogue',
  revision: 1,
  tracks: () => tracks,
  get: (id: string) => tracks.find((track) => track.id === id),
}

const hexOf = (state: readonly number[]): string =>
  Buffer.from(Float64Array.from(state).buffer).toString('hex')

const statesOf = (store: StateStore, owners: readonly string[]): readonly string[] =>
  owners
    .flatMap((owner) => store.loadNow(owner))
    .map((row) => [row.owner, row.feature, row.about, hexOf(row.state)].join(' '))
    .sort()

const folded = async (log: EventLog): Promise<StateStore> => {
  const store = createMemoryStateStore()
  await replay(log, createFeatures({ store, features }))
  return store
}

const trained = async (log: EventLog): Promise<readonly string[]> => {
  const events = (await allEvents(log)).map(({ event }) => event)
  const asOf = instant(Date.UTC(2026, 11, 1))
  return models.map((model) => Buffer.from(train(model, { events, catalog, asOf }).bytes).toString('base64'))
}

test('a log without one of its listeners gives the crowd and the models that it gave before [promise: listener-redacted]', async () => {
  const history = fc.array(anyEvent, { minLength: 1, maxLength: 80 })
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const log = createMemoryEventLog()
      await log.append(events.map((event) => ({ event })))
      const keys = events.flatMap((event) =>
        features.flatMap((feature) => feature.keys(event).map(({ owner }) => [owner, event] as const)),
      )
      const owners = (of: (owner: string, listener: string) => boolean) => [
        ...new Set(keys.filter(([owner, event]) => of(owner, event.listenerId)).map(([owner]) => owner)),
      ]
      const ofTracks = owners((owner) => owner.startsWith('track:'))
      const ofOthers = owners((owner, listener) => !owner.startsWith('track:') && listener !== 'l0')
      const theirs = owners((owner, listener) => !owner.startsWith('track:') && listener === 'l0')
      const [before, modelsBefore] = [await folded(log), await trained(log)]
      await log.redact(listenerId('l0'), await log.end())
      await log.endRedaction(listenerId('l0'))
      const [after, modelsAfter] = [await folded(log), await trained(log)]
      expect(statesOf(after, ofTracks)).toEqual(statesOf(before, ofTracks))
      // Sessions are started under ids of their own: of one that two claim, the one who is left is told.
      const alone = ofOthers.filter((owner) => !theirs.includes(owner))
      expect(statesOf(after, alone)).toEqual(statesOf(before, alone))
      expect(
        statesOf(
          after,
          theirs.filter((owner) => !ofOthers.includes(owner)),
        ),
      ).toEqual([])
      expect(modelsAfter).toEqual(modelsBefore)
      expect(JSON.stringify(await allEvents(log))).not.toContain('"l0"')
      expect(after.loadNow(entity('listener', 'l0'))).toEqual([])
    }),
    { numRuns: 150, seed: 20_261_122 },
  )
})

/** Sessions are begun under ids that Segue draws: no two listeners begin the same. */
const inOwnSession = (event: AppEvent): AppEvent =>
  event.type === 'session.started'
    ? { ...event, sessionId: sessionId(`${event.listenerId} ${event.sessionId}`) }
    : event

test('a listener who goes on while they are taken out of a running server is, live, what the log tells [promise: listener-redacted]', async () => {
  const parts = fc.array(fc.array(anyEvent.map(inOwnSession), { minLength: 1, maxLength: 12 }), {
    minLength: 2,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(parts, fc.nat(7), async (batches, at) => {
      const log = createMemoryEventLog()
      const store = createMemoryStateStore()
      const online = createFeatures({ store, features: ofListeners })
      const journal = createJournal({ log, folds: [online.fold] })
      const { redact } = createRedactListeners({
        log,
        journal,
        features: online,
        followers: runFollowers({ log, followers: [], onFault: ({ message }) => expect.fail(message) }),
        listeners: { forget: () => {} },
        lastGood: { forget: () => {} },
        serving: { forget: async () => {} },
        departures: createDepartures(),
      })
      const running = batches.map((events, place) => {
        const appended = journal.append(events.map((event) => ({ event })))
        return place === at % batches.length ? Promise.all([appended, redact([listenerId('l0')])]) : appended
      })
      await Promise.all(running)
      await online.flush()
      const replayed = createMemoryStateStore()
      await replay(log, createFeatures({ store: replayed, features: ofListeners }))
      const owners = new Set(
        batches.flatMap((events) =>
          events.flatMap((event) =>
            ofListeners.flatMap((feature) => feature.keys(event).map(({ owner }) => owner)),
          ),
        ),
      )
      expect(statesOf(store, [...owners])).toEqual(statesOf(replayed, [...owners]))
      expect(await log.redacting()).toEqual([])
    }),
    { numRuns: 100, seed: 20_261_123 },
  )
})
