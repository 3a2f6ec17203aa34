import { describe, expect, it } from 'vitest'
import { createRandom } from '#domain'
import { createAdditiveRanker } from './additive-ranker.ts'
import { type Choices, choicesBetween, createChoiceRows } from './choices.ts'

const learnt = (choices: Choices, newWeight = 1) => {
  const learner = createAdditiveRanker({ by: 'leads', newWeight })
  const steps = learner.learn(choices, 'seed')
  for (;;) {
    const step = steps.next()
    if (step.done) return { bytes: step.value, ranker: learner.load(step.value) }
  }
}

/** Where something plays the nearest is chosen, else what was played last; and one of the far ones is always new. */
const choosing = (groups: number) => {
  const random = createRandom('choosing')
  const rows = createChoiceRows(['leads', 'near', 'last', 'noise'])
  for (let group = 0; group < groups; group++) {
    const leads = group % 2
    const size = 8
    const near = Array.from({ length: size }, () => random.next())
    const last = Array.from({ length: size }, () => random.below(20))
    const best = leads === 1 ? near.indexOf(Math.max(...near)) : last.indexOf(Math.max(...last))
    const columns = { near, last, leads: near.map(() => leads), noise: near.map(() => random.next()) }
    rows.add(
      columns,
      near.map((_, row) => (row === best ? 1 : 0)),
      near.map((value) => (value < 0.5 ? 1 : 0)),
    )
  }
  return rows.done()
}

const firsts = (choices: Choices, scores: Float32Array): number => {
  let hits = 0
  for (let group = 0; group + 1 < choices.starts.length; group++) {
    const [from, to] = [choices.starts[group] ?? 0, choices.starts[group + 1] ?? 0]
    const said = scores.subarray(from, to)
    hits += choices.chosen[from + said.indexOf(Math.max(...said))] === 1 ? 1 : 0
  }
  return hits / (choices.starts.length - 1)
}

const choices = choosing(1_200)
const [before, after] = [choicesBetween(choices, 0, 1_000), choicesBetween(choices, 1_000, 1_200)]

describe('the additive ranker', () => {
  it('finds what was chosen by, apart for each situation, on choices it did not see', () => {
    const { ranker } = learnt(before)
    expect(firsts(after, ranker.predict(after.columns, after.chosen.length))).toBeGreaterThan(0.8)
  })

  it('makes the same bytes of the same choices, and says the same of a row alone as among others', () => {
    const { bytes, ranker } = learnt(before)
    expect(learnt(before).bytes).toEqual(bytes)
    const whole = ranker.predict(after.columns, after.chosen.length)
    const first = choicesBetween(after, 0, 1)
    expect(ranker.predict(first.columns, first.chosen.length)).toEqual(whole.slice(0, first.chosen.length))
  })

  it('is taken apart by columns into parts that add up to what it said, to the last bit [promise: scores-are-read]', () => {
    const { ranker } = learnt(before)
    const said = ranker.predict(after.columns, after.chosen.length)
    for (const row of said.keys()) {
      const numbers = Object.fromEntries(
        Object.entries(after.columns).map(([name, column]) => [name, column[row] ?? 0]),
      )
      const parts = ranker.partsOf(numbers)
      expect(Object.keys(parts)).toEqual(['near', 'last', 'noise'])
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(said[row])
    }
  })

  it('says of a candidate like the others nothing in its parts: each is beside what the others have', () => {
    const { ranker } = learnt(before)
    const sums = new Map<string, number>()
    const rows = before.chosen.keys().filter((row) => before.columns.leads?.[row] === 1)
    let count = 0
    for (const row of rows) {
      count++
      const numbers = Object.fromEntries(
        Object.entries(before.columns).map(([name, column]) => [name, column[row] ?? 0]),
      )
      for (const [name, part] of Object.entries(ranker.partsOf(numbers)))
        sums.set(name, (sums.get(name) ?? 0) + part)
    }
    for (const sum of sums.values()) expect(Math.abs(sum / count)).toBeLessThan(1 / 1_024)
  })

  it('thinks more of what was never heard the more such a choice counts', () => {
    const mean = (newWeight: number) => {
      const scores = learnt(before, newWeight).ranker.predict(after.columns, after.chosen.length)
      const sums = [0, 0]
      for (const [row, score] of scores.entries()) {
        const kind = after.isNew[row] ?? 0
        sums[kind] = (sums[kind] ?? 0) + score
      }
      return (sums[1] ?? 0) - (sums[0] ?? 0)
    }
    expect(mean(6)).toBeGreaterThan(mean(1))
  })

  it.each([
    ['one answer of one row', [[3]], [[1]]],
    ['rows that are all alike', [[2, 2, 2]], [[0, 1, 0]]],
    ['nothing chosen', [[1, 2]], [[0, 0]]],
    ['no answers', [], []],
  ])('ranks by finite numbers after %s', (_what, values, chosen) => {
    const rows = createChoiceRows(['leads', 'value'])
    for (const [group, column] of values.entries())
      rows.add(
        { leads: column.map(() => 1), value: column },
        chosen[group] ?? [],
        column.map(() => 0),
      )
    const { ranker } = learnt(rows.done())
    const scores = ranker.predict({ leads: new Float32Array(3), value: Float32Array.of(-1e9, 0, 1e9) }, 3)
    expect(scores.every(Number.isFinite)).toBe(true)
  })

  it('refuses bytes that are cut short or whose parts do not add up, and columns that it was trained with and that are not read', () => {
    const { bytes, ranker } = learnt(before)
    const { load } = createAdditiveRanker({ by: 'leads' })
    expect(() => load(bytes.subarray(0, bytes.length - 4))).toThrow('cut short')
    expect(() => load(new Uint8Array(3))).toThrow('does not begin like one')
    expect(() => ranker.predict({ leads: new Float32Array(1), near: new Float32Array(1) }, 1)).toThrow(
      'with the column last',
    )
  })
})
