import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEventLog } from '#adapters/memory'
import { instant } from '#domain'
import { appEventSchema, createIntake, createJournal } from '#log'
import { allEvents } from '../../src/log/event-log.sample.ts'

const now = Date.UTC(2026, 10, 20, 12)

const openDoor = () => {
  const log = createMemoryEventLog()
  const intake = createIntake({
    clock: () => instant(now),
    blockWords: { find: (target) => target, append: createJournal({ log, folds: [] }).append },
    describe: (track) =>
      track === 'known' ? { artistIds: ['a'], tags: ['t'], durationMs: 1_000 } : undefined,
  })
  return { log, intake }
}

const soundTypes = [
  'track.played',
  'track.skipped',
  'track.liked',
  'track.disliked',
  'track.unrated',
  'listener.blocked',
  'listener.unblocked',
]
const soundEvent = fc
  .record({
    id: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.uuid()),
    type: fc.constantFrom(...soundTypes),
    at: fc.constantFrom<unknown>(now, '2026-11-20T12:00:00Z'),
    trackId: fc.constantFrom('known', 'unknown'),
    positionMs: fc.nat({ max: 20_000 }),
  })
  .map(({ id, type, at, trackId, positionMs }) => ({
    ...{ id, type, at, listenerId: 'me' },
    ...(type.startsWith('track') ? { trackId } : { target: { kind: 'track', id: trackId } }),
    ...(type === 'track.skipped' && { positionMs }),
  }))

/** What makes an event wrong, in every way a client can. */
const mistake = fc.record(
  {
    id: fc.anything(),
    type: fc.oneof(fc.constantFrom('slate.served', 'track.skipped'), fc.string()),
    at: fc.oneof(fc.constantFrom<unknown>(now / 1_000, 'now'), fc.double()),
    listenerId: fc.anything(),
    trackId: fc.string(),
    positionMs: fc.oneof(fc.double(), fc.string()),
    extra: fc.anything(),
  },
  { requiredKeys: [] },
)
const nearEvent = fc.oneof(
  soundEvent,
  fc.tuple(soundEvent, mistake).map(([sound, wrong]) => ({ ...sound, ...wrong })),
  mistake,
)

const anyValue = fc.oneof({ weight: 3, arbitrary: nearEvent }, { weight: 1, arbitrary: fc.anything() })

describe('the intake', () => {
  it('accounts for every value it is given, once, and stores only what the schema allows', async () => {
    const seen = { duplicates: 0, refused: 0, unknown: 0, types: new Set<string>() }
    await fc.assert(
      fc.asyncProperty(fc.array(anyValue, { maxLength: 30, size: 'max' }), async (values) => {
        const { log, intake } = openDoor()
        const { accepted, duplicates, unknownTracks, refused } = await intake.acceptValues(values)
        expect(accepted + duplicates + refused.length).toBe(values.length)
        expect(unknownTracks).toBeLessThanOrEqual(accepted + duplicates)
        expect(new Set(refused.map(({ index }) => index)).size).toBe(refused.length)
        for (const { detail } of refused) expect(detail).toMatch(/send|leave|did you mean/i)
        const stored = await allEvents(log)
        expect(stored).toHaveLength(accepted)
        for (const { event } of stored) {
          expect(appEventSchema.parse(event)).toEqual(event)
          seen.types.add(event.type)
        }
        seen.duplicates += duplicates
        seen.refused += refused.length
        seen.unknown += unknownTracks
      }),
      { numRuns: 300, seed: 20_261_120 },
    )
    // Of what never comes in nothing is shown.
    expect([...seen.types].sort()).toEqual([...soundTypes].sort())
    expect(Math.min(seen.duplicates, seen.refused, seen.unknown)).toBeGreaterThan(100)
  })

  it('takes any text without falling over', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      nearEvent.map((value) => JSON.stringify(value)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20, size: 'max' }), async (lines) => {
        const { intake } = openDoor()
        const text = lines.join('\n')
        const { accepted, duplicates, refused } = await intake.acceptText(text)
        const events = text.split('\n').filter((each) => each.trim() !== '').length
        expect(accepted + duplicates + refused.length).toBe(events)
      }),
      { numRuns: 300, seed: 20_261_120 },
    )
  })
})
