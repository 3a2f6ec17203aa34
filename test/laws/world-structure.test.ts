import { describe, expect, test } from 'vitest'
import { type Instant, instant } from '#domain'
import type { IncomingEvent } from '#log'
import { generateWorld, type World } from '#world'

/**
 * A world must have the structure that models are meant to find: otherwise a good figure on it means nothing.
 * The bounds are wide, for they say what kind of listening this is, not which draw of it.
 */
const generated = generateWorld({
  tracks: 4000,
  listeners: 80,
  days: 28,
  seed: 'structure',
  endsAt: instant(Date.UTC(2026, 6, 6)),
})
const events = [...generated.events()].flat()

/** Gini coefficient of counts: 0 when all are equal, towards 1 when one has everything. */
const gini = (counts: readonly number[]): number => {
  const sorted = [...counts].sort((a, b) => a - b)
  const total = sorted.reduce((sum, count) => sum + count, 0)
  const weighted = sorted.reduce((sum, count, place) => sum + count * (place + 1), 0)
  return (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length
}

const heard = (event: IncomingEvent) =>
  event.type === 'track.played' || event.type === 'track.skipped' ? event : undefined

const hourOf = (at: Instant): number => new Date(at).getUTCHours()

const skipRates = (world: World): number[] => {
  const bins = Array.from({ length: 5 }, () => ({ heard: 0, skipped: 0 }))
  for (const event of events) {
    const one = heard(event)
    const bin = bins[Math.floor(5 * ((one && world.truth.fit(one.listenerId, one.trackId)) ?? 1))]
    if (one === undefined || bin === undefined) continue
    bin.heard++
    if (one.type === 'track.skipped') bin.skipped++
  }
  return bins.map(({ heard: all, skipped }) => skipped / all)
}

describe('the structure of a world', () => {
  test('the better a track fits, the less it is skipped', () => {
    const rates = skipRates(generated)
    for (let i = 1; i < rates.length; i++) expect(rates[i]).toBeLessThan(rates[i - 1] ?? 0)
    expect(rates[0]).toBeGreaterThan(0.6)
    expect(rates.at(-1)).toBeLessThan(0.15)
  })

  test('skips are early or late in the track, never after its end', () => {
    const lengths = new Map<string, number>(
      generated.tracks.map(({ id, durationMs }) => [id, durationMs ?? 0]),
    )
    const skips = events.filter((event) => event.type === 'track.skipped')
    for (const skip of skips) expect(skip.positionMs).toBeLessThan(lengths.get(skip.trackId) ?? 0)
    const early = skips.filter(({ positionMs }) => positionMs < 15_000).length / skips.length
    expect(early).toBeGreaterThan(0.5)
    expect(early).toBeLessThan(0.8)
  })

  test('people listen in the evening far more than at night, and later at weekends', () => {
    const hours = new Array<number>(24).fill(0)
    const morning = { workday: 0, weekend: 0 }
    for (const event of events) {
      const hour = hourOf(event.at)
      hours[hour] = (hours[hour] ?? 0) + 1
      if (hour >= 6 && hour < 9)
        morning[[0, 6].includes(new Date(event.at).getUTCDay()) ? 'weekend' : 'workday']++
    }
    const sum = (from: number, to: number) => hours.slice(from, to).reduce((all, count) => all + count, 0)
    expect(sum(18, 22)).toBeGreaterThan(4 * sum(2, 6))
    expect(morning.workday / 5).toBeGreaterThan(morning.weekend / 2)
  })

  test('loved tracks come back, and the rest is new', () => {
    const before = new Set<string>()
    const plays = events.filter((event) => event.type === 'track.played')
    const repeats = plays.filter(({ listenerId, trackId }) => {
      const pair = `${listenerId} ${trackId}`
      const known = before.has(pair)
      before.add(pair)
      return known
    })
    expect(repeats.length / plays.length).toBeGreaterThan(0.2)
    expect(repeats.length / plays.length).toBeLessThan(0.7)
  })

  test('a few tracks have most of the plays, and most tracks have some', () => {
    const counts = new Map<string, number>(generated.tracks.map(({ id }) => [id, 0]))
    for (const event of events)
      if (event.type === 'track.played') counts.set(event.trackId, (counts.get(event.trackId) ?? 0) + 1)
    expect(gini([...counts.values()])).toBeGreaterThan(0.45)
    expect(gini([...counts.values()])).toBeLessThan(0.9)
  })

  test('what is played in one session belongs together', () => {
    const tags = new Map<string, ReadonlySet<string>>(
      generated.tracks.map((track) => [track.id, new Set(track.tags)]),
    )
    const plays = events.filter((event) => event.type === 'track.played')
    const alike = (a: string | undefined, b: string | undefined): number =>
      [...(tags.get(a ?? '') ?? [])].some((tag) => tags.get(b ?? '')?.has(tag)) ? 1 : 0
    const last = new Map<string, string>()
    let inSession = 0
    let byChance = 0
    let pairs = 0
    for (const [i, play] of plays.entries()) {
      const before = last.get(play.sessionId ?? '')
      last.set(play.sessionId ?? '', play.trackId)
      if (before === undefined) continue
      pairs++
      inSession += alike(before, play.trackId)
      byChance += alike(plays[((i + plays.length / 2) % plays.length) | 0]?.trackId, play.trackId)
    }
    expect(inSession / pairs).toBeGreaterThan(1.5 * (byChance / pairs))
  })

  test('likes and dislikes are rare, and likes go to what fits', () => {
    const fits = (type: IncomingEvent['type']): number[] =>
      events.flatMap((event) =>
        event.type === type && 'trackId' in event
          ? [generated.truth.fit(event.listenerId, event.trackId) ?? Number.NaN]
          : [],
      )
    const likes = fits('track.liked')
    const dislikes = fits('track.disliked')
    expect(likes.length / events.length).toBeLessThan(0.06)
    expect(dislikes.length / events.length).toBeLessThan(0.01)
    expect(Math.min(...likes)).toBeGreaterThan(0.7)
    expect(Math.max(...dislikes)).toBeLessThan(0.2)
  })
})
