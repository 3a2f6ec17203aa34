import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayMs, eventId, type Instant, instant, listenerId, trackId } from '#domain'
import {
  artistAffinity,
  blocked,
  type Feature,
  type FeatureState,
  features,
  lastFolded,
  lastHeard,
  rating,
  sessionListener,
  sessionSeed,
  trackPlays,
} from '#features'
import { type AppEvent, sequenceNumber } from '#log'
import { anyEvent } from './features-events.ts'

/**
 * Laws: decay is what half-lives say it is; for listening the order in which events arrive does not matter, and for
 * what a listener says it is all that matters.
 */
const base = Date.UTC(2026, 0, 1)
const offsets = fc.integer({ min: 0, max: 400 * dayMs })

const playedAt = (offsetMs: number): AppEvent => ({
  type: 'track.played',
  id: eventId(`e${offsetMs}`),
  at: instant(base + offsetMs),
  listenerId: listenerId('l'),
  trackId: trackId('t'),
})

const statesOf = (feature: Feature, events: readonly AppEvent[]): Map<string, FeatureState> => {
  const states = new Map<string, FeatureState>()
  for (const [place, event] of events.entries()) {
    for (const key of feature.keys(event)) {
      const name = JSON.stringify(key)
      states.set(name, feature.fold(states.get(name), event, key, sequenceNumber(place + 1)))
    }
  }
  return states
}

const plays: Feature = trackPlays

const playsAsOf = (events: readonly AppEvent[], asOf: Instant): number =>
  plays.value([...statesOf(plays, events).values()][0], asOf)

describe('decay', () => {
  test('the sum is Σ 2^(−age / half-life) over all plays', () => {
    fc.assert(
      fc.property(
        fc.array(offsets, { minLength: 1, maxLength: 50, size: 'max' }),
        offsets,
        (offsetsMs, later) => {
          const asOf = instant(base + 400 * dayMs + later)
          const expected = offsetsMs.reduce(
            (sum, offset) => sum + 2 ** (-(asOf - base - offset) / (30 * dayMs)),
            0,
          )
          expect(Math.abs(playsAsOf(offsetsMs.map(playedAt), asOf) / expected - 1)).toBeLessThan(1e-12)
        },
      ),
    )
  })

  test('after one half-life one half is left, whenever one looks', () => {
    fc.assert(
      fc.property(
        fc.array(offsets, { minLength: 1, maxLength: 20, size: 'max' }),
        offsets,
        (offsetsMs, later) => {
          const asOf = instant(base + 400 * dayMs + later)
          const events = offsetsMs.map(playedAt)
          const ratio = playsAsOf(events, instant(asOf + 30 * dayMs)) / playsAsOf(events, asOf)
          expect(Math.abs(ratio - 0.5)).toBeLessThan(1e-12)
        },
      ),
    )
  })

  test('a play never lowers the sum, and without events a sum never grows', () => {
    fc.assert(
      fc.property(
        fc.array(offsets, { maxLength: 20, size: 'max' }),
        offsets,
        offsets,
        (offsetsMs, more, later) => {
          const asOf = instant(base + 400 * dayMs)
          const events = offsetsMs.map(playedAt)
          const now = playsAsOf(events, asOf)
          expect(playsAsOf([...events, playedAt(more)], asOf)).toBeGreaterThanOrEqual(now * (1 - 1e-12))
          expect(playsAsOf(events, instant(asOf + later))).toBeLessThanOrEqual(now)
        },
      ),
    )
  })

  test('an affinity stays within (−1, 1)', () => {
    const affinity: Feature = artistAffinity
    const asOf = instant(base + 400 * dayMs)
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60, size: 'max' }), (events) => {
        for (const state of statesOf(affinity, events).values()) {
          expect(Math.abs(affinity.value(state, asOf))).toBeLessThan(1)
        }
      }),
    )
  })
})

/** Two events of one millisecond about one thing are decided by the log; elsewhere they can't be. */
const atDistinctTimes = fc.uniqueArray(anyEvent, { maxLength: 60, selector: ({ at }) => at })
const shuffled = atDistinctTimes.chain((events) =>
  fc.record({
    events: fc.constant(events),
    other: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
  }),
)

/** What listeners say, and the number that tells the order itself. */
const ordered = new Set<string>([rating.id, blocked.id, sessionListener.id, sessionSeed.id, lastFolded.id])

describe('order of arrival', () => {
  test('is without any effect on last-heard', () => {
    fc.assert(
      fc.property(shuffled, ({ events, other }) => {
        expect(statesOf(lastHeard, other)).toEqual(statesOf(lastHeard, events))
      }),
    )
  })

  test('alone decides what a listener said: clocks of devices change nothing [promise: last-word-holds]', () => {
    const wherever = fc.array(fc.tuple(anyEvent, offsets), { maxLength: 60, size: 'max' })
    fc.assert(
      fc.property(wherever, (told) => {
        for (const feature of [rating, blocked, sessionSeed]) {
          const values = (events: readonly AppEvent[]) =>
            [...statesOf(feature, events)].map(([name, [value]]) => [name, value])
          const otherClocks = told.map(([event, offset]) => ({ ...event, at: instant(base + offset) }))
          expect(values(otherClocks)).toEqual(values(told.map(([event]) => event)))
        }
      }),
    )
  })

  test('changes a decayed sum by rounding only', () => {
    const asOf = instant(base + 300 * dayMs)
    fc.assert(
      fc.property(shuffled, ({ events, other }) => {
        for (const feature of features.filter((each) => !ordered.has(each.id))) {
          const expected = statesOf(feature, events)
          const actual = statesOf(feature, other)
          expect([...actual.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
          for (const [name, state] of expected) {
            const difference = feature.value(actual.get(name), asOf) - feature.value(state, asOf)
            expect(Math.abs(difference)).toBeLessThan(1e-12)
          }
        }
      }),
    )
  })
})

describe('purity', () => {
  test('folding leaves the event and the state before it as they were, and gives the same again', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40, size: 'max' }), (events) => {
        const before = structuredClone(events)
        const states = new Map<string, FeatureState>()
        for (const event of events) {
          for (const feature of features) {
            for (const key of feature.keys(event)) {
              const name = JSON.stringify([feature.id, key])
              const state = states.get(name)
              const frozen = state && Object.freeze([...state])
              const after = feature.fold(frozen, event, key, sequenceNumber(1))
              expect(feature.fold(frozen, event, key, sequenceNumber(1))).toEqual(after)
              states.set(name, after)
            }
          }
        }
        expect(events).toEqual(before)
      }),
    )
  })
})
