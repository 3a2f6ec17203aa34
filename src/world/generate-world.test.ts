import { expect, test } from 'vitest'
import { dayMs, instant, recordingId, type Track, trackId } from '#domain'
import { generateWorld } from './generate-world.ts'

const endsAt = instant(Date.UTC(2026, 5, 1))
const small = { tracks: 300, listeners: 8, days: 10, seed: 'small', endsAt }

test('an invented track says by its id that it is simulated, and has no audio', () => {
  const { tracks } = generateWorld(small)
  expect(tracks).toHaveLength(300)
  expect(new Set(tracks.map(({ id }) => id)).size).toBe(300)
  for (const track of tracks) {
    expect(track.id).toMatch(/^world-\d+$/)
    expect(track.audioUrl).toBeUndefined()
    expect(track.tags.length).toBeGreaterThan(0)
    expect(track.artists).toHaveLength(1)
  }
})

test('a world over a catalogue plays only that catalogue', () => {
  const { tracks } = generateWorld({ ...small, seed: 'catalogue' })
  const given = tracks.slice(0, 40)
  const world = generateWorld({ ...small, tracks: given })
  expect(world.tracks).toEqual(given)
  const known = new Set<string>(given.map(({ id }) => id))
  for (const batch of world.events())
    for (const event of batch) if ('trackId' in event) expect(known.has(event.trackId)).toBe(true)
})

test('tracks without tags, artists or lengths can be listened to', () => {
  const bare = Array.from(
    { length: 5 },
    (_, i): Track => ({
      id: trackId(`bare-${i}`),
      recordingId: recordingId(`bare-${i}`),
      title: '',
      artists: [],
      featured: [],
      tags: [],
    }),
  )
  const world = generateWorld({ ...small, tracks: bare })
  expect([...world.events()].flat().length).toBeGreaterThan(0)
})

test('one more listener changes nothing the others do', () => {
  const told = (listeners: number) =>
    [...generateWorld({ ...small, listeners }).events()]
      .flat()
      .filter(({ listenerId }) => listenerId === 'sim-003')
      .map(({ id: _, ...event }) => event)
  expect(told(9)).toEqual(told(8))
})

test('what arrives late is not heard before it arrives', () => {
  const world = generateWorld({ ...small, tracks: 1000, listeners: 20, days: 20 })
  const arrivals = new Map<string, number>()
  for (const row of world.truth.rows())
    if (row.kind === 'track' && row.arrivesAt !== undefined) arrivals.set(row.id, row.arrivesAt)
  expect(arrivals.size).toBeGreaterThan(5)
  expect(arrivals.size).toBeLessThanOrEqual(20)
  let heard = 0
  for (const event of [...world.events()].flat()) {
    const arrivesAt = 'trackId' in event ? arrivals.get(event.trackId) : undefined
    if (arrivesAt === undefined) continue
    heard++
    expect(event.at).toBeGreaterThan(arrivesAt)
    expect(arrivesAt).toBeGreaterThanOrEqual(world.startsAt + 10 * dayMs)
  }
  expect(heard).toBeGreaterThan(0)
})

test('a blocked artist is never heard again by that listener', () => {
  const world = generateWorld({ ...small, tracks: 1000, listeners: 60, days: 30, seed: 'blocks' })
  const artistsOf = new Map<string, Set<string>>(
    world.tracks.map((track) => [
      track.id,
      new Set([...track.artists, ...track.featured].map(({ id }) => id)),
    ]),
  )
  const blocked = new Map<string, string[]>()
  for (const event of [...world.events()].flat()) {
    const targets = blocked.get(event.listenerId) ?? []
    if (event.type === 'listener.blocked') blocked.set(event.listenerId, [...targets, event.target.id])
    else if ('trackId' in event)
      for (const artist of targets) expect(artistsOf.get(event.trackId)?.has(artist)).toBe(false)
  }
  expect(blocked.size).toBeGreaterThan(0)
})

test('impossible worlds are refused with advice', () => {
  for (const wrong of [{ tracks: [] }, { tracks: 0 }, { listeners: 0 }, { days: 1.5 }, { seed: 'a b' }])
    expect(() => generateWorld({ ...small, ...wrong })).toThrowError(
      expect.objectContaining({ code: 'invalid-config' }),
    )
})

test('the truth knows who and what is in the world, and nothing else', () => {
  const world = generateWorld(small)
  const [listener] = world.listeners
  const [track] = world.tracks
  if (listener === undefined || track === undefined) throw new Error('the world is empty')
  expect(world.truth.fit(listener.id, track.id)).toBeGreaterThan(0)
  expect(world.truth.fit(listener.id, track.id)).toBeLessThan(1)
  expect(world.truth.fit(listener.id, trackId('elsewhere'))).toBeUndefined()
  expect([...world.truth.rows()]).toHaveLength(308)
})

test('listeners are told apart by name', () => {
  const { listeners } = generateWorld({ ...small, listeners: 1920 })
  expect(new Set(listeners.map(({ displayName }) => displayName)).size).toBe(1920)
  expect(listeners[0]?.id).toBe('sim-001')
  expect(listeners.every(({ favouriteTags }) => favouriteTags.length > 0)).toBe(true)
})
