import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import type { StoredTrack } from '#catalog'
import {
  artistId,
  eventId,
  instant,
  listenerId,
  minuteMs,
  recordingId,
  sessionId,
  trackId,
  trackKey,
} from '#domain'
import { type AppEvent, type EventLog, logStart } from '#log'
import {
  createContent,
  createCoOccurrence,
  createPopularity,
  createRegistry,
  type Model,
  train,
  trainAll,
} from '#models'

/**
 * A training that goes on from what the last one observed ends in the bytes of one that observes the whole log, wherever the
 * cuts are, whatever came into the catalogue, left it or was corrected between them, and however often the log tells the same.
 */
const start = Date.UTC(2026, 0, 5)
const models: readonly Model<unknown>[] = [
  createPopularity({ listLength: 3 }),
  createCoOccurrence({ window: 3, neighbours: 4 }),
  createContent(),
]
/** So few that much of what is observed goes. */
const bounded: readonly Model<unknown>[] = [
  createPopularity({ listLength: 3, mostTracks: 4 }),
  createCoOccurrence({ window: 3, neighbours: 4, mostTracks: 5, mostPairs: 12, mostListeners: 3 }),
]

const events = fc
  .array(
    fc.record({
      kind: fc.constantFrom('played', 'played', 'played', 'skipped', 'liked', 'disliked'),
      listener: fc.constantFrom('ann', 'bob', 'cy', 'di'),
      track: fc.integer({ min: 1, max: 7 }),
      /** Mostly on, at times back: late events, and sessions that end by a gap. */
      step: fc.integer({ min: -40, max: 50 }),
      session: fc.constantFrom(undefined, undefined, 's', 't'),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let minute = 1_000
    return steps.map(({ kind, listener, track, step, session }, place): AppEvent => {
      minute += step
      const about = {
        id: eventId(`e${place}`),
        at: instant(start + minute * minuteMs),
        listenerId: listenerId(listener),
        trackId: trackId(`track-${track}`),
        ...(session !== undefined && { sessionId: sessionId(session) }),
      }
      if (kind === 'skipped') return { type: 'track.skipped', ...about, positionMs: 4_000 }
      return {
        type: kind === 'played' ? 'track.played' : kind === 'liked' ? 'track.liked' : 'track.disliked',
        ...about,
      }
    })
  })

/** Some of seven tracks, each as it is tagged and rated by then. Keys never change. */
const catalogs = fc
  .array(
    fc.record({
      there: fc.boolean(),
      tag: fc.constantFrom('a', 'b'),
      rating: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    {
      minLength: 7,
      maxLength: 7,
    },
  )
  .map((facts) => {
    const tracks = facts.flatMap(({ there, tag, rating }, place): StoredTrack[] => {
      const key = place + 1
      const id = trackId(`track-${key}`)
      const artists = [{ id: artistId(`artist-${key % 3}`), name: `Artist ${key % 3}` }]
      const track = { id, key: trackKey(key), recordingId: recordingId(`${id}`), title: `T${key}` }
      return there ? [{ ...track, artists, featured: [], tags: [tag], rating }] : []
    })
    const byId = new Map(tracks.map((track) => [track.id, track]))
    return { identity: 'c', revision: 1, get: (id: StoredTrack['id']) => byId.get(id), tracks: () => tracks }
  })

const parts = fc.array(fc.record({ events, catalog: catalogs }), { minLength: 1, maxLength: 5 }).map((all) =>
  all.map(({ events: some, catalog }, part) => ({
    catalog,
    events: some.map((event) => ({ ...event, id: eventId(`p${part}-${event.id}`) })),
  })),
)

const appended = (log: EventLog, some: readonly AppEvent[]) => log.append(some.map((event) => ({ event })))

test.each([
  ['all', models],
  ['some', bounded],
])(
  'training on from what was observed gives the bytes of training over all of it, %s of it kept [promise: training-goes-on]',
  async (_kept, models) => {
    await fc.assert(
      fc.asyncProperty(parts, fc.boolean(), async (all, tellsAgain) => {
        const log = createMemoryEventLog()
        /** Delivered at least once: also what was read before. */
        const read: EventLog['read'] = (from, signal) => log.read(tellsAgain ? logStart : from, signal)
        const registry = createRegistry(createMemoryArtifactStore())
        const onFault = (error: unknown) => expect.fail(String(error))
        const clock = () => instant(start + 90 * 86_400_000)
        for (const { events: some, catalog } of all) {
          await appended(log, some)
          const on = await trainAll({ log: { ...log, read }, catalog, registry, models, clock, onFault })
          const whole = { log, catalog, registry: createRegistry(createMemoryArtifactStore()), models, clock }
          const anew = await trainAll(whole)
          expect(on.map(({ trainedAt: _, ...manifest }) => manifest)).toEqual(
            anew.map(({ trainedAt: _, ...manifest }) => manifest),
          )
        }
      }),
      { numRuns: 150 },
    )
  },
)

test('each model goes on from its own bytes, event by event', () => {
  fc.assert(
    fc.property(events, catalogs, catalogs, fc.nat(), (some, before, now, at) => {
      const asOf = instant(start + 30 * 86_400_000)
      const cut = some.length === 0 ? 0 : at % some.length
      for (const model of [...models, ...bounded]) {
        const first = snapshotTraining(model, before)
        for (const event of some.slice(0, cut)) first.observe(event)
        const observed = first.observed()
        expect(snapshotTraining(model, now, observed).observed()).toEqual(observed)
        const whole = train(model, { events: some, catalog: now, asOf })
        const rest = train(model, { events: some.slice(cut), catalog: now, asOf, observed })
        expect(rest).toEqual(whole)
      }
    }),
    { numRuns: 150 },
  )
})

const snapshotTraining = (
  model: Model<unknown>,
  catalog: Parameters<typeof train>[1]['catalog'],
  observed?: Uint8Array,
) => {
  const tracks = [...catalog.tracks()]
  const held = {
    identity: 'c',
    revision: 1,
    tracks,
    slots: 8,
    keyOf: (id: StoredTrack['id']) => catalog.get(id)?.key ?? -1,
  }
  return model.begin(held, observed)
}
