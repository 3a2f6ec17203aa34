import { expect, it } from 'vitest'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { eventId, listenerId } from '#domain'
import { samplePlay } from '../log/event-log.sample.ts'
import { createFeatures } from './create-features.ts'
import { features } from './features.ts'
import { foldLimits } from './fold-limits.ts'

it('reads and folds a few events in each turn of the event loop, and nothing that came after it began', async () => {
  const log = createMemoryEventLog()
  const block = (number: number) => ({
    event: {
      type: 'listener.blocked' as const,
      id: eventId(`block-${number}`),
      at: samplePlay('one').at,
      listenerId: listenerId(`listener-${number % 7}`),
      target: { kind: 'artist' as const, id: `artist-${number}` },
    },
  })
  await log.append(Array.from({ length: 2_500 }, (_, number) => block(number)))
  const online = createFeatures({ store: createMemoryStateStore(), features })
  const read: number[] = []
  const folded: number[] = []
  let late = 0
  await foldLimits(
    {
      end: log.end,
      async latest(...asked) {
        const rows = await log.latest(...asked)
        read.push(rows.length)
        // Someone is let in between two reads, and blocks.
        setImmediate(() => void log.append([block(10_000 + late++)]))
        return rows
      },
    },
    {
      ...online,
      fold(recorded) {
        folded.push(recorded.length)
        online.fold(recorded)
      },
    },
  )
  expect(late).toBeGreaterThan(2_500 / 32)
  expect(Math.max(...read)).toBeLessThanOrEqual(32)
  expect(folded).toEqual([1_000, 1_000, 500])
})
