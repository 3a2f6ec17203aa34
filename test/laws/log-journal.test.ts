import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { createJournal, type EventLog, type Recorded } from '#log'
import { allEvents, samplePlay } from '../../src/log/event-log.sample.ts'

/** A log that confirms each append after its own number of turns, so that answers overtake each other. */
const answeringLate = (log: EventLog, turns: readonly number[]): EventLog => {
  let call = 0
  return {
    ...log,
    async append(entries) {
      const wait = turns[call++ % turns.length] ?? 0
      const appended = await log.append(entries)
      for (let turn = 0; turn < wait; turn++) await Promise.resolve()
      return appended
    },
  }
}

describe('the journal', () => {
  it('shows every stored event once and in order, whatever overlaps', async () => {
    const batches = fc.array(fc.array(fc.nat({ max: 60 }), { maxLength: 8 }), {
      minLength: 1,
      maxLength: 30,
      size: 'max',
    })
    const turns = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(batches, turns, fc.nat({ max: 5 }), async (ids, waits, together) => {
        const log = createMemoryEventLog()
        const seen: Recorded[] = []
        const journal = createJournal({
          log: answeringLate(log, waits),
          folds: [({ recorded }) => seen.push(...recorded)],
        })
        let pending: Promise<unknown>[] = []
        for (const batch of ids) {
          pending.push(journal.append(batch.map((id) => ({ event: samplePlay(id) }))))
          if (pending.length <= together) continue
          await Promise.all(pending)
          pending = []
        }
        await Promise.all(pending)
        expect(seen).toEqual(await allEvents(log))
        expect(seen).toHaveLength(new Set(ids.flat()).size)
      }),
      { numRuns: 200, seed: 20_261_120 },
    )
  })
})
