import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteEventLog } from '#adapters/sqlite'
import { eventId, listenerId } from '#domain'
import type { Appended, Entry, EventLog } from '#log'
import { collect } from '../../src/log/event-log.contract.ts'
import { samplePlay, sampleSlate } from '../../src/log/event-log.sample.ts'

/** Ids from a small set, so that most histories have duplicates within and across batches. */
const idArbitrary = fc.integer({ min: 0, max: 30 })

const entryArbitrary: fc.Arbitrary<Entry> = fc.oneof(
  idArbitrary.map((id) => ({ event: { ...samplePlay(id), id: eventId(`event-${id % 10}`) } })),
  fc
    .tuple(idArbitrary, fc.uint8Array({ maxLength: 300 }))
    .map(([id, attachment]) => ({ event: { ...sampleSlate(id), id: eventId(`event-${id}`) }, attachment })),
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

/** What a step shows of a log; batches of one step are appended at once, without waiting for each other. */
const observe = async (log: EventLog, step: Step): Promise<unknown> => {
  switch (step.kind) {
    case 'append': {
      const answers: readonly Appended[] = await Promise.all(step.batches.map((batch) => log.append(batch)))
      return { answers, end: await log.end() }
    }
    case 'read':
      return await collect(log.read(step.from))
    case 'latest':
      return [await log.latest('slate.served', step.limit), await log.latest('track.played', step.limit)]
    case 'look-up': {
      const id = eventId(`event-${step.id}`)
      const found = await Promise.all(listeners.map((listener) => log.find(listener, id)))
      return [found, (await log.attachment(id))?.bytes]
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
        try {
          for (const step of steps) {
            if (step.kind === 'reopen') {
              await log.close()
              log = await openSqliteEventLog({ path })
            }
            expect(await observe(log, step)).toEqual(await observe(model, step))
          }
          expect(await collect(log.read(0))).toEqual(await collect(model.read(0)))
        } finally {
          await log.close()
          rmSync(folder, { recursive: true, force: true })
        }
      }),
      { numRuns: 40, seed: 20_261_120 },
    )
  })
})
