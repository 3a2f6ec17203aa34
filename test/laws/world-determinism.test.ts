import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant } from '#domain'
import { incomingEventSchema } from '#log'
import { generateWorld } from '#world'

/**
 * Same inputs, same bytes; and whatever a world tells goes through the same door as anyone's events, in order
 * of time, each id once.
 */
const endsAt = instant(Date.UTC(2026, 8, 15, 7))

const digest = (events: Iterable<readonly unknown[]>): string => {
  const hash = createHash('sha256')
  for (const batch of events) for (const event of batch) hash.update(`${JSON.stringify(event)}\n`)
  return hash.digest('hex')
}

const worlds = fc.record({
  tracks: fc.integer({ min: 1, max: 400 }),
  listeners: fc.integer({ min: 1, max: 12 }),
  days: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
})

test('the same inputs tell the same story, however it is cut into batches [promise: same-world]', () => {
  fc.assert(
    fc.property(worlds, fc.integer({ min: 1, max: 900 }), (options, batchSize) => {
      const world = generateWorld({ ...options, endsAt })
      const again = generateWorld({ ...options, endsAt })
      expect(again.tracks).toEqual(world.tracks)
      expect(again.listeners).toEqual(world.listeners)
      const told = digest(world.events())
      expect(digest(world.events(batchSize))).toBe(told)
      expect(digest(again.events())).toBe(told)
      expect(JSON.stringify([...again.truth.rows()])).toBe(JSON.stringify([...world.truth.rows()]))
    }),
    { numRuns: 15 },
  )
})

test('every event passes the door, says it is simulated, has its own id and lies inside the world [promise: simulated-marked]', () => {
  fc.assert(
    fc.property(worlds, (options) => {
      const world = generateWorld({ ...options, endsAt })
      const listeners = new Set<string>(world.listeners.map(({ id }) => id))
      let number = 0
      let lastAt = 0
      for (const event of [...world.events()].flat()) {
        number++
        expect(event.id).toBe(`sim-${options.seed}-${number}`)
        expect(event.simulated).toBe(true)
        expect(listeners.has(event.listenerId)).toBe(true)
        expect(event.at).toBeGreaterThanOrEqual(Math.max(lastAt, world.startsAt))
        expect(event.at).toBeLessThan(world.endsAt)
        expect(incomingEventSchema.parse(event)).toEqual(event)
        lastAt = event.at
      }
    }),
    { numRuns: 10 },
  )
})

test('another seed is another world [promise: same-world]', () => {
  const options = { tracks: 200, listeners: 5, days: 5, endsAt }
  expect(digest(generateWorld({ ...options, seed: 1 }).events())).not.toBe(
    digest(generateWorld({ ...options, seed: 2 }).events()),
  )
})
