import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Recorded, sequenceNumber } from '#log'
import { sampleEvents } from './sample-listening.ts'
import { createSeenOnce } from './seen-once.ts'

const names = Array.from({ length: 12 }, (_, number) => `listener-${number}`)
/** Numbers of listeners, each time the next event of theirs; below zero, one of the last four events is told again. */
const tellings = fc.array(fc.integer({ min: -4, max: names.length - 1 }), {
  maxLength: 80,
  size: 'max',
})

/** The events as a log tells them, and whether each was told before. */
const toldBy = (steps: readonly number[]) => {
  const told: { readonly recorded: Recorded; readonly isNew: boolean }[] = []
  const fresh: Recorded[] = []
  const nexts = new Map<string, number>()
  for (const step of steps) {
    const name = names[step]
    const again = fresh.at(step)
    if (name !== undefined) {
      const sequence = nexts.get(name) ?? 0
      nexts.set(name, sequence + 1)
      const recorded = { sequence: sequenceNumber(sequence), event: eventOf(name) }
      fresh.push(recorded)
      told.push({ recorded, isNew: true })
    } else if (again !== undefined) told.push({ recorded: again, isNew: false })
  }
  return told
}

const eventOf = (name: string): Recorded['event'] => {
  const [event] = sampleEvents(name, [['played', 1]])
  if (event === undefined) throw new Error('A sample is an event.')
  return event
}

test('with room for some of those who listen, what the log told of late is new once, wherever it is kept between [promise: observed-bounded]', () => {
  fc.assert(
    fc.property(tellings, fc.nat({ max: 80 }), (steps, cut) => {
      let seen = createSeenOnce(undefined, 8)
      for (const [place, { recorded, isNew }] of toldBy(steps).entries()) {
        if (place === cut) seen = createSeenOnce(seen.pack(), 8)
        expect(seen.isNew(recorded)).toBe(isNew)
      }
    }),
  )
})

test('made-up listeners take no more room than is given [promise: observed-bounded]', () => {
  const seen = createSeenOnce(undefined, 200)
  const told = (name: string, sequence: number) =>
    seen.isNew({ sequence: sequenceNumber(sequence), event: eventOf(name) })
  for (let made = 0; made < 5_000; made++) {
    told(`mallory-${made}`, 0)
    expect(told('ann', made)).toBe(true)
  }
  expect(seen.pack().length).toBeLessThan(10_000)
  expect(told('ann', 4_999)).toBe(false)
})
