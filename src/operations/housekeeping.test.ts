import { expect, test, vi } from 'vitest'
import { dayMs, type Instant, instant, secondMs } from '#domain'
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
      const told = new Promise((resolve) => signal?.addEventListener('abort', resolve))
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

test('looks for damage a minute after the start and once a day, and what one look finds hides no other [promise: damage-told]', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'clearTimeout'] })
  try {
    const looks: string[] = []
    const said: unknown[] = []
    const housekeeping = createHousekeeping({
      clock: () => instant(at),
      flush: async () => {},
      checks: [
        () => {
          looks.push('log')
          throw new Error('damaged')
        },
        async () => {
          looks.push('states')
        },
      ],
      newestDecision: async () => undefined,
      pruneDecisions: async () => 0,
      onFault: (error) => said.push(error.message),
    })
    housekeeping.start({ days: 30, bytes: 1 })
    await vi.advanceTimersByTimeAsync(59 * secondMs)
    expect(looks).toEqual([])
    await vi.advanceTimersByTimeAsync(2 * secondMs)
    expect([looks, said.length]).toEqual([['log', 'states'], 1])
    await vi.advanceTimersByTimeAsync(dayMs)
    expect(looks).toEqual(['log', 'states', 'log', 'states'])
    await housekeeping.stop()
  } finally {
    vi.useRealTimers()
  }
})
