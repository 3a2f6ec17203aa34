import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listenerId, sessionId, trackKey } from '#domain'
import { type Asked, createLastGood } from './last-good.ts'

const asked = (about: unknown): Asked => ({ query: { surface: 'similar' }, about })

// Few characters, among them those that texts are joined and quoted with, so that near misses are drawn.
const id = fc.string({ unit: fc.constantFrom('a', '/', '"', ',', '\\'), minLength: 1, maxLength: 4 })
const question: fc.Arbitrary<Asked> = fc.record({
  query: fc.record({
    surface: fc.constantFrom('similar', 'session', 'now-playing', 'home'),
    listenerId: fc.option(id.map(listenerId), { nil: undefined }),
  }),
  about: fc.option(
    fc.oneof(
      fc.nat(3),
      fc.record({
        id: id.map(sessionId),
        seed: fc.record({ kind: fc.constantFrom('track', 'artist'), id }),
      }),
    ),
    { nil: undefined },
  ),
})

const isSame = (one: Asked, other: Asked) =>
  one.query.surface === other.query.surface &&
  one.query.listenerId === other.query.listenerId &&
  isDeepStrictEqual(one.about, other.about)

describe('the last good slate', () => {
  it('of a listener who is forgotten is gone, and nobody else’s', () => {
    const lastGood = createLastGood()
    const of = (name: string): Asked => ({
      query: { surface: 'home', listenerId: listenerId(name) },
      about: undefined,
    })
    for (const one of [of('ann'), of('ben'), asked(1)]) lastGood.remember(one, [trackKey(7)])
    lastGood.forget(listenerId('ann'))
    expect([of('ann'), of('ben'), asked(1)].map((one) => lastGood.of(one).length)).toEqual([0, 1, 1])
  })

  it('is of what was asked about', () => {
    const lastGood = createLastGood()
    lastGood.remember(asked(1), [trackKey(7)])
    expect(lastGood.of(asked(2))).toEqual([])
    expect(lastGood.of(asked(1))).toEqual([7])
  })

  it('is never that of another listener, session, seed or place, however the ids are spelt', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        const lastGood = createLastGood()
        lastGood.remember(one, [trackKey(7)])
        expect(lastGood.of(other)).toEqual(isSame(one, other) ? [7] : [])
      }),
      { numRuns: 5_000 },
    )
  })

  it('goes when many others came after it, the longest unserved first [promise: caches-bounded]', () => {
    const lastGood = createLastGood(2)
    lastGood.remember(asked(1), [trackKey(1)])
    lastGood.remember(asked(2), [trackKey(2)])
    lastGood.remember(asked(1), [trackKey(3)])
    lastGood.remember(asked(4), [trackKey(4)])
    expect([1, 2, 4].map((key) => lastGood.of(asked(key)))).toEqual([[3], [], [4]])
  })
})
