import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant, listenerId, requestId, sessionId, trackKey } from '#domain'
import { createLastGood } from './last-good.ts'
import type { KeptQuery } from './query.ts'

const query = (asked: Partial<KeptQuery>): KeptQuery => ({
  requestId: requestId('r'),
  surface: 'similar',
  asOf: instant(0),
  seed: 'r',
  limit: 10,
  recentKeys: [],
  skippedKeys: [],
  excludedKeys: [],
  excludedRecordings: [],
  heardArtists: [],
  shelves: [],
  ...asked,
})

// Few characters, among them those that texts are joined and quoted with, so that near misses are drawn.
const id = fc.string({ unit: fc.constantFrom('a', '/', '"', ',', '\\'), minLength: 1, maxLength: 4 })
const question = fc
  .record({
    surface: fc.constantFrom('similar', 'session', 'now-playing', 'home'),
    listenerId: fc.option(id.map(listenerId), { nil: undefined }),
    session: fc.option(
      fc.record({
        id: id.map(sessionId),
        seed: fc.record({ kind: fc.constantFrom('track', 'artist'), id }),
      }),
      { nil: undefined },
    ),
    currentKey: fc.option(fc.nat(3), { nil: undefined }),
  })
  .map(query)

const partsOf = ({ surface, listenerId: who, session, currentKey }: KeptQuery) => [
  surface,
  who,
  session?.id,
  session?.seed.kind,
  session?.seed.id,
  surface === 'similar' ? currentKey : undefined,
]
const sameParts = (one: KeptQuery, other: KeptQuery) =>
  partsOf(one).every((part, place) => part === partsOf(other)[place])

describe('the last good slate', () => {
  it('is of the track that was asked about', () => {
    const lastGood = createLastGood()
    lastGood.remember(query({ currentKey: 1 }), [trackKey(7)])
    expect(lastGood.of(query({ currentKey: 2 }))).toEqual([])
    expect(lastGood.of(query({ currentKey: 1 }))).toEqual([7])
  })

  it('is never that of another listener, session, seed or place, however the ids are spelt', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        const lastGood = createLastGood()
        lastGood.remember(one, [trackKey(7)])
        expect(lastGood.of(other)).toEqual(sameParts(one, other) ? [7] : [])
      }),
      { numRuns: 5_000 },
    )
  })

  it('goes when many others came after it, the longest unserved first', () => {
    const lastGood = createLastGood(2)
    const asked = (key: number) => query({ currentKey: key })
    lastGood.remember(asked(1), [trackKey(1)])
    lastGood.remember(asked(2), [trackKey(2)])
    lastGood.remember(asked(1), [trackKey(3)])
    lastGood.remember(asked(4), [trackKey(4)])
    expect([1, 2, 4].map((key) => lastGood.of(asked(key)))).toEqual([[3], [], [4]])
  })
})
