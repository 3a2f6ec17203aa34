import { describe, expect, it } from 'vitest'
import { createRandom } from '#domain'
import { createInteractionsBuilder, historyOf, type Interactions } from './data-sets/interactions.ts'
import { splitInteractions } from './data-sets/split-interactions.ts'
import { createEase } from './ease/ease.ts'
import { evaluateTopN } from './evaluate/evaluate-top-n.ts'
import { createItemLearners, type ItemLearner } from './item-learners.ts'

const finished = <Result>(steps: Generator<unknown, Result>): Result => {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Listeners of three tastes and a few odd plays. */
const tastes = (listeners: number, items: number, seed = 'tastes'): Interactions => {
  const random = createRandom(seed)
  const builder = createInteractionsBuilder()
  for (let listener = 0; listener < listeners; listener++)
    for (let item = 0; item < items; item++)
      if (random.next() < (item % 3 === listener % 3 ? 0.4 : 0.02))
        builder.add(listener, item, 1 + random.below(50), undefined)
  return builder.build(listeners, items)
}

const recallOf = (learner: ItemLearner, data: Interactions): number => {
  const { train, holdout } = splitInteractions(data, 0.2, 'test')
  const scorer = learner.load(finished(learner.learn(train, 's')))
  const values = finished(evaluateTopN(scorer, { train, holdout, ks: [10] })).values['recall@10'] ?? []
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const wide = tastes(60, 90)
const tall = tastes(150, 60)

describe.each(createItemLearners().map((learner) => [learner.name, learner] as const))(
  '%s',
  (name, learner) => {
    it('finds what others of the same taste heard', () => {
      if (name === 'decayed-popularity') return
      expect(recallOf(learner, wide)).toBeGreaterThan(0.3)
      expect(recallOf(learner, tall)).toBeGreaterThan(0.4)
    })

    it('gives the same bytes for the same table and seed', () => {
      const bytes = () => Buffer.from(finished(learner.learn(wide, 'seed')))
      expect(bytes().equals(bytes())).toBe(true)
    })

    it('refuses bytes that are cut short or another’s', () => {
      const bytes = finished(learner.learn(tall, 'seed'))
      for (const wrong of [bytes.subarray(0, bytes.length - 4), bytes.subarray(0, 9), new Uint8Array(0)])
        expect(() => learner.load(wrong)).toThrowError(expect.objectContaining({ code: 'corrupt-record' }))
    })

    it('answers numbers to a stranger, and learns from one pair alone', () => {
      const scorer = learner.load(finished(learner.learn(wide, 'seed')))
      const scores = new Float32Array(scorer.items)
      scorer.score({ items: new Uint32Array(0), weights: new Float32Array(0) }, scores)
      expect(scores.every(Number.isFinite)).toBe(true)
      const builder = createInteractionsBuilder()
      builder.add(0, 0, 1, undefined)
      const one = learner.load(finished(learner.learn(builder.build(1, 1), 'seed')))
      one.score({ items: Uint32Array.of(0), weights: Float32Array.of(1) }, scores.subarray(0, 1))
      expect(Number.isFinite(scores[0])).toBe(true)
    })
  },
)

describe('ease', () => {
  it('refuses what would not fit with its figure, before it takes any memory', () => {
    const many = 30_000
    const empty = new Uint32Array(0)
    const large: Interactions = {
      listeners: many,
      items: many,
      starts: new Uint32Array(many + 1),
      of: empty,
      weights: new Float32Array(0),
    }
    expect(() => finished(createEase().learn(large, 's'))).toThrow(
      /30,000 rows .* 11 GB; 20,000 rows are the most/,
    )
  })

  it('is the same model whether the listeners or the items are inverted', () => {
    const items = 40
    const few = tastes(30, items)
    // Listeners without a play change nothing but which side is the smaller.
    const starts = new Uint32Array(items + 6).fill(few.of.length)
    starts.set(few.starts)
    const many: Interactions = { ...few, listeners: items + 5, starts }
    const config = { neighbours: items, regularization: 3 }
    const byListeners = createEase(config)
    // One λ: it is counted from the mean eigenvalue, of 30 there and of 40 here.
    const byItems = createEase({ ...config, regularization: (3 * items) / 30 })
    const [one, other] = [
      byListeners.load(finished(byListeners.learn(few, 's'))),
      byItems.load(finished(byItems.learn(many, 's'))),
    ]
    const [a, b] = [new Float32Array(items), new Float32Array(items)]
    for (let listener = 0; listener < few.listeners; listener++) {
      one.score(historyOf(few, listener), a)
      other.score(historyOf(few, listener), b)
      a.forEach((score, item) => {
        expect(score).toBeCloseTo(b[item] ?? 0, 4)
      })
    }
  })
})
