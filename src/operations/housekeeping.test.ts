import { expect, test } from 'vitest'
import { dayMs, type Instant, instant } from '#domain'
import { createHousekeeping } from './housekeeping.ts'

const at = Date.UTC(2026, 10, 20)

/** From when on records stay at the first turn of a start, of a clock and a newest record. */
const keptFrom = async (now: number, newest: number | undefined): Promise<number> => {
  const asked = Promise.withResolvers<Instant>()
  const housekeeping = createHousekeeping({
    clock: () => instant(now),
    flush: async () => {},
    checks: [],
    newestDecision: async () => (newest === undefined ? undefined : instant(newest)),
    pruneDecisions: async ({ from }) => {
      asked.resolve(from)
      return 0
    },
    onFault: asked.reject,
  })
  housekeeping.start({ days: 30, bytes: 1 })
  const from = await asked.promise
  await housekeeping.stop()
  return from
}

test('a start with a clock that is years ahead lets no record go for its age [promise: records-bounded]', async () => {
  expect(await keptFrom(at, at - 3_600)).toBe(at - 30 * dayMs)
  expect(await keptFrom(at, undefined)).toBe(at - 30 * dayMs)
  expect(await keptFrom(at + 3_650 * dayMs, at)).toBeLessThan(at - 29 * dayMs)
})

test('a stop lets what is under way end first, tells it to, and says nothing of what it broke off', async () => {
  const said: unknown[] = []
  const steps: string[] = []
  const begun = Promise.withResolvers<void>()
  const housekeeping = createHousekeeping({
    clock: () => instant(at),
    flush: async () => {},
    checks: [],
    newestDecision: async () => undefined,
    pruneDecisions: async ({ signal }) => {
      const told = new Promise((resolve) => signal.addEventListener('abort', resolve))
      begun.resolve()
      await told
      steps.push('ended')
      throw new Error('The event log is closed')
    },
    onFault: (error) => said.push(error),
  })
  housekeeping.start({ days: 30, bytes: 1 })
  await begun.promise
  await housekeeping.stop()
  steps.push('stopped')
  expect([steps, said]).toEqual([['ended', 'stopped'], []])
})
