import fc from 'fast-check'
import { dayMs, eventId, instant, listenerId, sessionId, trackId } from '#domain'
import { type AppEvent, type Recorded, sequenceNumber } from '#log'

/** Events about few things, so that they meet; in any order of time, numbered with gaps. */
const firstAt = Date.UTC(2026, 0, 1)
const at = fc.integer({ min: firstAt, max: firstAt + 200 * dayMs }).map(instant)
const fewOf = (prefix: string, max: number) => fc.nat(max).map((number) => `${prefix}${number}`)
const listener = fewOf('l', 2).map(listenerId)
const track = fewOf('t', 5).map(trackId)
const session = fewOf('s', 2).map(sessionId)
const target = fc.oneof(
  fc.record({ kind: fc.constant('artist' as const), id: fewOf('a', 2) }),
  fc.record({ kind: fc.constant('track' as const), id: fewOf('t', 2) }),
  fc.record({ kind: fc.constant('tag' as const), id: fewOf('g', 2) }),
)

const envelope = { id: fc.uuid().map(eventId), at, listenerId: listener }

const aboutTrack = fc.record(
  {
    ...envelope,
    trackId: track,
    sessionId: session,
    artistIds: fc.array(fewOf('a', 3), { maxLength: 3 }),
    tags: fc.array(fewOf('g', 3), { maxLength: 3 }),
  },
  { requiredKeys: ['id', 'at', 'listenerId', 'trackId'] },
)

const trackEvent: fc.Arbitrary<AppEvent> = fc
  .tuple(
    aboutTrack,
    fc.constantFrom('track.played', 'track.skipped', 'track.liked', 'track.disliked', 'track.unrated'),
    fc.nat(60_000),
  )
  .map(([about, type, positionMs]) =>
    type === 'track.skipped' ? { ...about, type, positionMs } : { ...about, type },
  )

const otherEvent: fc.Arbitrary<AppEvent> = fc.oneof(
  fc.record({
    type: fc.constantFrom('listener.blocked' as const, 'listener.unblocked' as const),
    ...envelope,
    target,
  }),
  fc.record({ type: fc.constant('session.started' as const), ...envelope, sessionId: session, seed: target }),
)

export const anyEvent: fc.Arbitrary<AppEvent> = fc.oneof(
  { weight: 5, arbitrary: trackEvent },
  { weight: 1, arbitrary: otherEvent },
)

export const recordedEvents: fc.Arbitrary<readonly Recorded[]> = fc
  .array(fc.tuple(anyEvent, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 80 })
  .map((events) => {
    let number = 0
    return events.map(([event, step]) => {
      number += step
      return { sequence: sequenceNumber(number), event }
    })
  })
