import { expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import type { Place } from './cursor.ts'
import type { EventIndex } from './event-index.ts'
import { sampleSlate } from './event-log.sample.ts'
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
  const latest: EventIndex['latest'] = async (...asked) => {
    const rows = await log.latest(...asked)
    answers.push({ rows: rows.length, turn })
    return rows
  }
  setImmediate(count)
  const older = (limit: number, before?: Place) => latest('slate.served', limit, { before })
  const idBefore = async (before: Place | undefined) => (await older(1, before))[0]?.event.id
  return { older, idBefore, answers, stop: () => (counting = false) }
}

it('looks at a few events in each turn of the event loop, however many it looks at', async () => {
  const { older, answers, stop, idBefore } = await watched(3_000)
  const page = await newestPage(older, { before: undefined, limit: 50, pick: () => undefined })
  stop()
  expect(Math.max(...answers.map(({ rows }) => rows))).toBeLessThanOrEqual(32)
  const turns = answers.map(({ turn }) => turn)
  expect(new Set(turns).size).toBe(turns.length)
  expect(await idBefore(page.next)).toBe(`slate-${3_000 - 2_048 - 1}`)
})

it('ends a page of what is there without reading beyond it', async () => {
  const { older, answers, stop, idBefore } = await watched(3_000)
  const page = await newestPage(older, { before: undefined, limit: 50, pick: ({ event }) => event.id })
  stop()
  expect(page.picked).toHaveLength(50)
  expect(answers.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThan(100)
  expect(await idBefore(page.next)).toBe('slate-2949')
})
