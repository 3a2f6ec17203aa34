import { describe, expect, test } from 'vitest'
import { dayMs, instant, minuteMs } from '#domain'
import { type AppEvent, appEventSchema, sequenceNumber } from '#log'
import {
  artistAffinity,
  blocked,
  type Feature,
  type FeatureState,
  features,
  lastFolded,
  lastHeard,
  listenerPlays,
  listenerSkips,
  neverHeardDays,
  rating,
  sessionHeard,
  sessionListener,
  sessionSeed,
  sessionSkipped,
  tagAffinity,
  trackPlays,
  trackSkips,
} from './index.ts'

const now = Date.UTC(2026, 10, 20)
const inSession = 'session:["ann","s"]'
let events = 0

/** An event as it comes through the door, `ageMs` before now. */
const event = (type: string, fields: object = {}, ageMs = 0): AppEvent =>
  appEventSchema.parse({
    type,
    id: `e${++events}`,
    at: now - ageMs,
    listenerId: 'ann',
    ...(type.startsWith('track.') ? { trackId: 't1' } : {}),
    ...fields,
  })
const played = (ageMs = 0, fields: object = {}) => event('track.played', fields, ageMs)
const skipped = (positionMs: number, ageMs = 0, fields: object = {}) =>
  event('track.skipped', { positionMs, ...fields }, ageMs)

/** What a feature says now, after these events, about one thing. */
const valueAfter = (
  feature: Feature,
  owner: string,
  about: string,
  happened: readonly AppEvent[],
): number => {
  let state: FeatureState | undefined
  let sequence = 0
  for (const one of happened) {
    for (const key of feature.keys(one)) {
      if (key.owner === owner && key.about === about)
        state = feature.fold(state, one, key, sequenceNumber(++sequence))
    }
  }
  return feature.value(state, instant(now))
}

test('every feature has an id of its own with a version', () => {
  expect(features.every(({ id }) => /^[a-z-]+@\d+$/.test(id))).toBe(true)
  expect(new Set(features.map(({ id }) => id)).size).toBe(features.length)
})

test('a slate that was served touches no feature, so it needs no number', () => {
  const served = event('slate.served', {
    requestId: 'r',
    surface: 'home',
    tier: 'full',
    recipe: 'home@1',
    models: {},
    trackIds: ['t1'],
  })
  const others = features.filter((feature) => feature !== lastFolded)
  expect(others.flatMap((feature) => feature.keys(served))).toEqual([])
})

describe('counts', () => {
  test.each([
    ['track-plays', trackPlays, 'track:t1', '', [played(), played(30 * dayMs), played(60 * dayMs)], 1.75],
    ['track-skips', trackSkips, 'track:t1', '', [skipped(29_999), skipped(30_000)], 1.5],
    ['track-skips after 30 days', trackSkips, 'track:t1', '', [skipped(0, 30 * dayMs)], 0.5],
    ['listener-plays', listenerPlays, 'listener:ann', 'track:t1', [played(30 * dayMs), skipped(1)], 0.5],
    ['listener-skips', listenerSkips, 'listener:ann', 'track:t1', [skipped(1, 14 * dayMs), played()], 0.5],
    ['session-heard', sessionHeard, inSession, 'track:t1', [played(30 * minuteMs, { sessionId: 's' })], 0.5],
    [
      'session-heard of a late skip',
      sessionHeard,
      inSession,
      'track:t1',
      [skipped(4e4, 0, { sessionId: 's' })],
      1,
    ],
    [
      'session-heard of an early skip',
      sessionHeard,
      inSession,
      'track:t1',
      [skipped(1, 0, { sessionId: 's' })],
      0,
    ],
    ['session-skipped', sessionSkipped, inSession, 'track:t1', [skipped(1, 0, { sessionId: 's' })], 1],
    ['session-skipped elsewhere', sessionSkipped, inSession, 'track:t1', [skipped(1)], 0],
  ])('%s', (_, feature, owner, about, happened, expected) => {
    expect(valueAfter(feature, owner, about, happened)).toBeCloseTo(expected, 12)
  })

  test.each([sessionHeard, sessionSkipped])(
    "$id: what somebody else sends under a listener's session is not the listener's",
    (feature) => {
      const foreign = skipped(4e4, 0, { sessionId: 's', listenerId: 'mallory' })
      expect(valueAfter(feature, inSession, 'track:t1', [foreign])).toBe(0)
      const spelt = skipped(4e4, 0, { sessionId: 's"]', listenerId: 'ann","' })
      expect(feature.keys(spelt)).not.toContainEqual({ owner: inSession, about: 'track:t1' })
    },
  )

  test('an event of the future counts as it stands', () => {
    expect(valueAfter(trackPlays, 'track:t1', '', [played(-dayMs)])).toBe(1)
  })
})

describe('last-heard', () => {
  const days = (...happened: readonly AppEvent[]) =>
    valueAfter(lastHeard, 'listener:ann', 'track:t1', happened)

  test('is the age of the newest play in days, also when an older one arrives later', () => {
    expect(days(played(2 * dayMs), played(5 * dayMs))).toBe(2)
  })
  test('counts a late skip as heard and an early one not', () => {
    expect(days(played(5 * dayMs), skipped(30_000, dayMs), skipped(1_000))).toBe(1)
  })
  test('is a very long time for what was never heard, and no longer for what was heard before', () => {
    expect(days()).toBe(neverHeardDays)
    expect(days(played(200 * 365 * dayMs))).toBe(neverHeardDays)
  })
  test('is never below 0', () => {
    expect(days(played(-dayMs))).toBe(0)
  })
})

describe('affinity', () => {
  const about = { artistIds: ['a1', 'guest', 'a1'], tags: ['dub'] }
  test.each([
    ['a play', [played(0, about)], 1 / 4],
    ['a like', [event('track.liked', about)], 1 / 2],
    ['a dislike', [event('track.disliked', about)], -1 / 2],
    ['an early skip', [skipped(1, 0, about)], -1 / 4],
    ['a late skip', [skipped(60_000, 0, about)], -0.25 / 3.25],
    ['a like 60 days ago', [event('track.liked', about, 60 * dayMs)], 1.5 / 4.5],
    ['a rating taken back', [event('track.unrated', about)], 0],
    ['an event without artists and tags', [played()], 0],
  ])('of %s holds for main artist, guest and tag alike', (_, happened, expected) => {
    for (const artist of ['artist:a1', 'artist:guest']) {
      expect(valueAfter(artistAffinity, 'listener:ann', artist, happened)).toBeCloseTo(expected, 12)
    }
    expect(valueAfter(tagAffinity, 'listener:ann', 'tag:dub', happened)).toBeCloseTo(expected, 12)
  })
})

describe('what a listener says', () => {
  const rated = (...happened: readonly AppEvent[]) => valueAfter(rating, 'listener:ann', 'track:t1', happened)
  const block = (type: 'blocked' | 'unblocked', ageMs: number) =>
    event(`listener.${type}`, { target: { kind: 'artist', id: 'a1' } }, ageMs)
  const isBlocked = (...happened: readonly AppEvent[]) =>
    valueAfter(blocked, 'listener:ann', 'artist:a1', happened)

  test('a rating is 1, −1 or 0', () => {
    expect(rated()).toBe(0)
    expect(rated(event('track.liked'))).toBe(1)
    expect(rated(event('track.liked', {}, 5), event('track.disliked', {}, 4))).toBe(-1)
    expect(rated(event('track.liked', {}, 5), event('track.unrated', {}, 4))).toBe(0)
  })
  test('the rating that came last holds, though the clock of an earlier device ran ahead', () => {
    expect(rated(event('track.liked', {}, 1), event('track.disliked', {}, 9))).toBe(-1)
    expect(rated(event('track.liked', {}, 1), event('track.disliked', {}, 1))).toBe(-1)
    expect(rated(event('track.disliked', {}, -9 * minuteMs), event('track.unrated'))).toBe(0)
  })
  test('a rating has its place in the log, and says nothing of other versions of the recording', () => {
    const said = event('track.disliked')
    const [key, ...more] = rating.keys(said)
    expect([key, more]).toEqual([{ owner: 'listener:ann', about: 'track:t1' }, []])
    if (key === undefined) expect.fail()
    const once = rating.fold(undefined, said, key, sequenceNumber(7))
    expect(rating.fold(once, event('track.disliked', {}, 5), key, sequenceNumber(9))).toEqual([
      -1,
      9,
      once[2],
    ])
  })
  test('a block holds until it is taken back, in the order in which they came', () => {
    expect(isBlocked(block('blocked', 9))).toBe(1)
    expect(isBlocked(block('blocked', 9), block('unblocked', 5))).toBe(0)
    expect(isBlocked(block('blocked', 5), block('unblocked', 9))).toBe(0)
    expect(isBlocked(block('blocked', 9), block('unblocked', -9 * minuteMs), block('blocked', 1))).toBe(1)
  })
  test('a block said again holds since it was first said', () => {
    const key = { owner: 'listener:ann', about: 'artist:a1' }
    const once = blocked.fold(undefined, block('blocked', 9), key, sequenceNumber(1))
    expect(blocked.fold(once, block('blocked', 1), key, sequenceNumber(2))).toBe(once)
  })
})

test('a session leads to its listener, and the listener in it to its seed', () => {
  const started = event('session.started', { sessionId: 's', seed: { kind: 'tag', id: 'dub' } })
  expect(sessionListener.keys(started)).toEqual([{ owner: 'session:s', about: 'listener:ann' }])
  expect(sessionSeed.keys(started)).toEqual([{ owner: 'session:["ann","s"]', about: 'tag:dub' }])
  expect(valueAfter(sessionListener, 'session:s', 'listener:ann', [started])).toBe(1)
  expect(valueAfter(sessionListener, 'session:s', 'listener:ann', [])).toBe(0)
  expect(valueAfter(sessionSeed, 'session:["ann","s"]', 'tag:dub', [started])).toBe(1)
  expect(valueAfter(sessionSeed, 'session:["ann","s"]', 'tag:dub', [])).toBe(0)
})

test('of an older log each spelling of a tag is blocked and freed alone, until a word of today frees all [promise: last-word-holds]', () => {
  const word = (type: string, id: string, fields = {}) =>
    event(type, { target: { kind: 'tag', id }, ...fields })
  const old = [
    word('listener.blocked', 'Hip-Hop'),
    word('listener.blocked', 'hip hop'),
    word('listener.unblocked', 'hip hop'),
  ]
  const now = [...old, word('listener.unblocked', 'hiphop', { alsoCalled: ['Hip-Hop', 'hip hop'] })]
  const values = (happened: readonly AppEvent[]) =>
    ['Hip-Hop', 'hip hop'].map((tag) => valueAfter(blocked, 'listener:ann', `tag:${tag}`, happened))
  expect([values(old), values(now)]).toEqual([
    [1, 0],
    [0, 0],
  ])
})
