import { describe, expect, it } from 'vitest'
import { createRandom, listenerId } from '#domain'
import { createChoiceRows } from '#models'
import { learnRanker } from './learn-ranker.ts'
import type { RehearsedChoices } from './rehearse-choices.ts'

/** What may take the place of what spoke when the rows were made, and what may not. */
const groups = 300
const rowsEach = 40

/** The highest of a column is chosen; what spoke then knew it as well as is said. */
const rehearsed = (spoke: (value: number, random: () => number) => number): RehearsedChoices => {
  const random = createRandom('rehearsed')
  const rows = createChoiceRows(['leads', 'value'])
  const said: number[] = []
  for (let group = 0; group < groups; group++) {
    const value = Array.from({ length: rowsEach }, () => random.next())
    const best = value.indexOf(Math.max(...value))
    rows.add(
      { leads: value.map(() => 1), value },
      value.map((_, row) => (row === best ? 1 : 0)),
      value.map((_, row) => (row % 2 === 0 ? 1 : 0)),
    )
    said.push(...value.map((known) => spoke(known, () => random.next())))
  }
  const listeners = Array.from({ length: groups }, (_, group) => listenerId(`l-${group % 30}`))
  return { choices: rows.done(), listeners, relevance: Float32Array.from(said), asked: groups, found: groups }
}

const learnt = (choices: RehearsedChoices) => {
  const steps = learnRanker(choices, 'seed')
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

describe('the gate of a ranker', () => {
  it('lets one pass that finds more of what was chosen than what spoke did [promise: ranker-learns]', () => {
    const { gate, ranker, bytes, rows } = learnt(rehearsed((_value, random) => random()))
    expect(gate).toMatchObject({ passed: true })
    expect(gate.why).toBeUndefined()
    expect(gate.all.low).toBeGreaterThan(0)
    expect([bytes.length > 0, rows]).toEqual([true, { asked: groups, found: groups }])
    const columns = { leads: Float32Array.of(1, 1), value: Float32Array.of(0.1, 0.99) }
    const [low = 0, high = 0] = ranker.predict(columns, 2)
    expect(high).toBeGreaterThan(low)
  })

  it('keeps one out that finds no more of it, and says why [promise: ranker-learns]', () => {
    const { gate } = learnt(rehearsed((value) => value))
    expect(gate).toMatchObject({ passed: false, why: expect.stringContaining('no more of the next tracks') })
  })

  it('keeps one out of too few choices, whatever it finds [promise: ranker-learns]', () => {
    const few = { ...rehearsed((_value, random) => random()), found: 99 }
    expect(learnt(few).gate).toMatchObject({ passed: false, why: expect.stringContaining('fewer than 100') })
  })
})
