import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteEventLog } from '#adapters/sqlite'
import { eventId, listenerId, requestId } from '#domain'
import { type Appended, type Cursor, type Entry, logStart, type Recorded, type StoredLog } from '#log'
import { allEvents, samplePlay, sampleSlate } from '../../src/log/event-log.sample.ts'

/** Ids from a small set, so that most histories have duplicates within and across batches. */
const idArbitrary = fc.integer({ min: 0, max: 30 })

const entryArbitrary: fc.Arbitrary<Entry> = fc.oneof(
  idArbitrary.map((id) => ({ event: { ...samplePlay(id), id: eventId(`event-${id % 10}`) } })),
  fc
    .tuple(idArbitrary, fc.uint8Array({ maxLength: 300 }))
    .map(([id, record]) => ({ event: { ...sampleSlate(id), id: eventId(`event-${id}`) }, record })),
)

type Step =
  | { readonly kind: 'append'; readonly batches: readonly (readonly Entry[])[] }
  | { readonly kind: 'read'; readonly from: number }
  | { readonly kind: 'latest'; readonly limit: number }
  | { readonly kind: 'look-up'; readonly id: number }
  | { readonly kind: 'reopen' }

const batchArbitrary = fc.array(entryArbitrary, { maxLength: 12 })
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(batchArbitrary, { minLength: 1, maxLength: 4 })
      .map((batches): Step => ({ kind: 'append', batches })),
  },
  { weight: 1, arbitrary: fc.nat({ max: 40 }).map((from): Step => ({ kind: 'read', from })) },
  { weight: 1, arbitrary: fc.nat({ max: 5 }).map((limit): Step => ({ kind: 'latest', limit })) },
  { weight: 2, arbitrary: idArbitrary.map((id): Step => ({ kind: 'look-up', id })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reopen' }) },
)

/** Those of the samples: an id meets itself under one of them and under others. */
const listeners = Array.from({ length: 7 }, (_, number) => listenerId(`listener-${number}`))

const namesOf = (records: readonly Recorded[]): readonly string[] =>
  records.map(({ event }) => `${event.listenerId} ${event.id}`)

/** What a step shows of a log; batches of one step are appended at once, without waiting for each other. */
const observe = async (log: StoredLog, reached: readonly Cursor[], step: Step): Promise<unknown> => {
  switch (step.kind) {
    case 'append': {
      const answers: readonly Appended[] = await Promise.all(step.batches.map((batch) => log.append(batch)))
      return answers.map(({ recorded, duplicates }) => [namesOf(recorded), duplicates])
    }
    case 'read': {
      const from = reached[step.from % reached.length] ?? logStart
      return [
        await log.lag(from),
        namesOf(await allEvents(log, from)),
        await log.lag(await log.tail(step.from)),
      ]
    }
    case 'latest': {
      const slates = await log.decisions({ limit: step.limit })
      const indexed = [
        await log.latest('slate.served', step.limit),
        await log.latest('track.played', step.limit),
      ]
      return [indexed.map(namesOf), slates.map(({ event, about }) => [event, about])]
    }
    case 'look-up': {
      const id = eventId(`event-${step.id}`)
      const found = await Promise.all(listeners.map((listener) => log.find(listener, id)))
      return [found.map((one) => one?.event), (await log.record(requestId(id)))?.bytes]
    }
    case 'reopen':
      return undefined
  }
}

describe('the event log', () => {
  it('behaves on disk as it does in memory, whatever the history', async () => {
    const history = fc.array(stepArbitrary, { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'segue-law-'))
        const path = join(folder, 'events.db')
        const model = createMemoryEventLog()
        let log = await openSqliteEventLog({ path })
        const reached = [logStart]
        const reachedIn = [logStart]
        try {
          for (const step of steps) {
            if (step.kind === 'reopen') {
              await log.close()
              log = await openSqliteEventLog({ path })
            }
            expect(await observe(log, reached, step)).toEqual(await observe(model, reachedIn, step))
            reached.push(await log.end())
            reachedIn.push(await model.end())
          }
          expect(namesOf(await allEvents(log))).toEqual(namesOf(await allEvents(model)))
        } finally {
          await log.close()
          rmSync(folder, { recursive: true, force: true })
        }
      }),
      { numRuns: 40, seed: 20_261_120 },
    )
    // Some two hundred logs are opened, each with a thread of its own, and each waits for the disk.
  }, 180_000)
})
