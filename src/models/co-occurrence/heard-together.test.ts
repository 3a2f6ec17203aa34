import { expect, test } from 'vitest'
import { createRandom, eventId, instant, listenerId, minuteMs, sessionId, trackId } from '#domain'
import type { EventOf } from '#log'
import { sampleStart } from '../sample-listening.ts'
import { createHeardTogether } from './heard-together.ts'

/** Sessions of forty tracks, in which few tracks are played often and most seldom. */
const longSessions = function* (plays: number): Generator<EventOf<'track.played'>> {
  const random = createRandom('pairs')
  for (let place = 0; place < plays; place++) {
    const session = Math.floor(place / 40)
    yield {
      type: 'track.played',
      id: eventId(`play-${place}`),
      at: instant(sampleStart + place * minuteMs),
      listenerId: listenerId(`ann-${session % 7}`),
      sessionId: sessionId(`session-${session}`),
      trackId: trackId(`track-${Math.floor(400 * random.next() ** 2)}`),
    }
  }
}

test('where pairs alone are too many they stay within their bound, and about half of it is kept [promise: observed-bounded]', () => {
  const config = {
    sessionGapMs: 1e9,
    window: 20,
    soon: 3,
    mostTracks: 1e6,
    mostPairs: 2_000,
    mostListeners: 9,
  }
  const heard = createHeardTogether(config)
  /** How many pairs the track has that has the most. */
  const largestDegree = (): number => {
    const degrees = new Map<number, number>()
    heard.pairs.each(0, heard.pairs.slots, (from, to) => {
      for (const track of [from, to]) degrees.set(track, (degrees.get(track) ?? 0) + 1)
    })
    return Math.max(0, ...degrees.values())
  }
  let thinned = 0
  for (const play of longSessions(3_000)) {
    const before = heard.pairs.size
    // A play adds a pair or two with each track of its window.
    const mostLost = before + 2 * config.window > config.mostPairs ? largestDegree() + 2 * config.window : 0
    heard.add(play)
    const { size } = heard.pairs
    expect(size).toBeLessThanOrEqual(config.mostPairs)
    if (size >= before) continue
    thinned++
    expect(size).toBeLessThanOrEqual(config.mostPairs / 2)
    expect(size).toBeGreaterThanOrEqual(config.mostPairs / 2 - mostLost)
    // Otherwise the test says nothing of what is kept.
    expect(mostLost).toBeLessThan(config.mostPairs / 2)
  }
  expect(thinned).toBeGreaterThan(3)
})
