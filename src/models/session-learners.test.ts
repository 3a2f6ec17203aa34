import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nobody, type Play, sessionsOf } from './data-sets/sessions.ts'
import type { NextScorer } from './next-scorer.ts'
import { createSessionLearners, type SessionLearner } from './session-learners.ts'

const minute = 60_000
const nothing = { items: new Uint32Array(0), weights: new Float32Array(0) }
/** Ten items an artist. */
const playsOf = (items: readonly number[], begin = 0): Play[] =>
  items.map((item, i) => ({ item, artist: Math.floor(item / 10), at: begin + i * 3 * minute }))

const bytesOf = (
  learner: SessionLearner,
  sessions: readonly (readonly Play[])[],
  seed = 'seed',
): Uint8Array => {
  const data = sessionsOf(
    300,
    sessions.map((plays, listener) => ({ listener, plays })),
  )
  const steps = learner.learn(data, seed)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
const learned = (learner: SessionLearner, sessions: readonly (readonly Play[])[]): NextScorer =>
  learner.load(bytesOf(learner, sessions))
const topOf = (scorer: NextScorer, plays: readonly Play[], count = 20): number[] => {
  const session = scorer.open(nothing)
  for (const play of plays) session.heard(play)
  return [...session.top(count).items]
}
const named = (name: string): SessionLearner => {
  const learner = createSessionLearners().find((one) => one.name === name)
  if (learner === undefined) throw new Error(name)
  return learner
}

/** An album that is always heard in its order, others heard anyhow, and two tracks by turns that nobody else hears. */
const albums = Array.from({ length: 90 }, (_, s) => {
  const by = [
    [11, 14, 12, 19, 13],
    [20 + (s % 7), 40 + (s % 9), 30 + (s % 5)],
    [100 + s, 200 + s, 100 + s, 200 + s, 100 + s, 200 + s],
  ]
  return playsOf(by[s % 3] ?? [], s * 1000 * minute)
})

const sessions = fc.array(fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }), { maxLength: 12 })

describe.each(createSessionLearners().map((learner) => [learner.name, learner] as const))(
  '%s',
  (_, learner) => {
    it('gives the same bytes for the same sessions and seed', () => {
      expect(bytesOf(learner, albums)).toEqual(bytesOf(learner, albums))
    })

    it('names each item once, the best first, whatever the sessions were', () => {
      fc.assert(
        fc.property(sessions, fc.array(fc.nat(60), { maxLength: 6 }), (trained, now) => {
          const scorer = learned(
            learner,
            trained.map((items, s) => playsOf(items, s * 100 * minute)),
          )
          const session = scorer.open(nothing)
          for (const play of playsOf(now, 10_000 * minute)) session.heard(play)
          const { items, scores } = session.top(10)
          expect(new Set(items).size).toBe(items.length)
          expect([...scores].sort((one, other) => other - one)).toEqual([...scores])
          expect([...scores].every(Number.isFinite)).toBe(true)
        }),
        { numRuns: 40 },
      )
    })

    it('learns from one session of one item, and from rows that are all alike', () => {
      expect(topOf(learned(learner, [playsOf([7])]), playsOf([7])).every((item) => item === 7)).toBe(true)
      const alike = Array.from({ length: 30 }, () =>
        Array.from({ length: 4 }, () => ({ item: 7, artist: nobody, at: 5 })),
      )
      expect(topOf(learned(learner, alike), playsOf([7, 7])).every((item) => item === 7)).toBe(true)
    })

    it('says nothing of a session that has not begun, and learns from no sessions at all', () => {
      expect(topOf(learned(learner, albums), [])).toEqual([])
      expect(topOf(learned(learner, []), playsOf([3])).every((item) => item === 3)).toBe(true)
    })

    it('refuses an artifact that is cut short, or of another model', () => {
      const bytes = bytesOf(learner, albums)
      const corrupt = expect.objectContaining({ code: 'corrupt-record' })
      expect(() => learner.load(bytes.subarray(0, bytes.length - 8))).toThrowError(corrupt)
      const other = createSessionLearners().find(({ name }) => name !== learner.name)
      expect(() => other?.load(bytes)).toThrowError(corrupt)
    })
  },
)

describe('a session that ended a moment ago', () => {
  it.each(['session-knn', 'sequential-rules', 'artist-continuation', 'repeat-plays'])(
    'counts with %s as it would in training',
    (name) => {
      fc.assert(
        fc.property(sessions, fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }), (all, now) => {
          const given = all.map((items, s) => playsOf(items, s * 100 * minute))
          const half = given.length >> 1
          const told = learned(named(name), given.slice(0, half))
          for (const plays of given.slice(half)) told.ended(plays)
          const asked = playsOf(now, 10_000 * minute)
          expect(topOf(told, asked)).toEqual(topOf(learned(named(name), given), asked))
        }),
        { numRuns: 40 },
      )
    },
  )

  it('is followed by the next listener', () => {
    const scorer = learned(named('next-track'), albums)
    expect(topOf(scorer, playsOf([95], 99_000 * minute), 99)).not.toContain(97)
    scorer.ended(playsOf([95, 97], 95_000 * minute))
    expect(topOf(scorer, playsOf([95], 99_000 * minute), 99)).toContain(97)
  })
})

describe('what comes next', () => {
  it('is the observed order of an album, not the order of its numbers', () => {
    expect(topOf(learned(named('sequential-rules'), albums), playsOf([11, 14]))[0]).toBe(12)
    const next = topOf(learned(named('next-track'), albums), playsOf([11, 14], 99_000 * minute)).filter(
      (item) => item !== 11 && item !== 14,
    )
    expect(next[0]).toBe(12)
  })

  it('may be what was just heard, of which no training knew', () => {
    const plays = playsOf([77, 78, 77, 78, 77], 99_000 * minute)
    expect(topOf(learned(named('next-track'), albums), plays).slice(0, 2)).toContain(78)
  })

  it('goes on with the artist by what others heard of them', () => {
    const found = topOf(learned(named('artist-continuation'), albums), playsOf([15]))
    expect(found.every((item) => item >= 10 && item < 20)).toBe(true)
    expect(found).toHaveLength(5)
  })

  it('is what a like session went on with, the nearer the match the more', () => {
    const knn = learned(named('session-knn'), [playsOf([1, 2, 3, 4]), playsOf([51, 52], minute)])
    expect(topOf(knn, playsOf([2], 60 * minute))).toEqual([3, 4, 1])
  })
})
