import { expect, test } from 'vitest'
import { createMemoryStateStore } from '#adapters/memory'
import { instant } from '#domain'
import { appEventSchema, type Recorded, sequenceNumber } from '#log'
import { batchOf } from '../log/event-log.sample.ts'
import { createFeatures, listenerPlays, features as ofListeners, trackPlays } from './index.ts'

const features = [trackPlays, ...ofListeners]

const now = instant(Date.UTC(2026, 10, 20))
const play = (number: number, trackId: string, listenerId = 'ann'): Recorded => ({
  sequence: sequenceNumber(number),
  event: appEventSchema.parse({ type: 'track.played', id: `e${number}`, at: now, listenerId, trackId }),
})

test('a batch of which a part was saved when the process died is handed again and folded once [promise: folded-once]', async () => {
  const store = createMemoryStateStore()
  const batch = batchOf([play(1, 't1'), play(2, 't1', 'ben'), play(3, 't1'), play(4, 't2', 'ben')])
  const first = createFeatures({ store, features })
  first.fold({ ...batch, recorded: batch.recorded.slice(0, 3), through: batch.after })
  await first.flush()
  const online = createFeatures({ store, features })
  expect(online.cursor).toBe(batch.after)
  online.fold(batch)
  online.fold(batch)
  expect(online.cursor).toBe(batch.through)
  expect(online.value(trackPlays, 'track:t1', '', now)).toBe(3)
  expect(online.value(listenerPlays, 'listener:ann', 'track:t1', now)).toBe(2)
  expect(online.value(listenerPlays, 'listener:ben', 'track:t2', now)).toBe(1)
})
