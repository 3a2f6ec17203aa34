import { expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { sampleSlate } from './event-log.sample.ts'
import type { EventLog } from './event-log.ts'
import { newestPage } from './newest-page.ts'

/** A log that answers at once, with every answer's number of rows and the turn of the event loop it came in. */
const watched = async (slates: number) => {
  const log = createMemoryEventLog()
  await log.append(Array.from({ length: slates }, (_, number) => ({ event: sampleSlate(number) })))
  let turn = 0
  let counting = true
  const count = (): void => {
    turn += 1
    if (counting) setImmediate(count)
  }
  const answers: { readonly rows: number; readonly turn: number }[] = []
  const latest: EventLog['latest'] = async (...asked) => {
    const rows = await log.latest(...asked)
    answers.push({ rows: rows.length, turn })
    return rows
  }
  setImmediate(count)
  return { latest, answers, stop: () => (counting = false) }
}

it('looks at a few events in each turn of the event loop, however many it looks at', async () => {
  const { latest, answers, stop } = await watched(3_000)
  const page = await newestPage({ latest }, 'slate.served', { limit: 50, pick: () => undefined })
  stop()
  expect(page.next).toBe(3_000 - 2_048 + 1)
  expect(Math.max(...answers.map(({ rows }) => rows))).toBeLessThanOrEqual(32)
  const turns = answers.map(({ turn }) => turn)
  expect(new Set(turns).size).toBe(turns.length)
})

it('ends a page of what is there without reading beyond it', async () => {
  const { latest, answers, stop } = await watched(3_000)
  const page = await newestPage({ latest }, 'slate.served', { limit: 50, pick: ({ id }) => id })
  stop()
  expect(page.picked).toHaveLength(50)
  expect(page.next).toBe(2_951)
  expect(answers.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThan(100)
})
