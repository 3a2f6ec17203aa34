import { describe, expect, it } from 'vitest'
import { createRandom, listenerId, type Random, sessionId } from '#domain'
import { fewestWitnesses, gateOf, type JudgedChoice } from './gate.ts'

/** What may take the place of what serves, and what may not. */
const choices = 300

/** So many listeners with so many sessions each; who finds what is as told. */
const judged = (
  random: Random,
  { listeners, sessions }: { readonly listeners: number; readonly sessions: number },
  finds: (isNew: boolean, listener: number) => { readonly withRanker: boolean; readonly without: boolean },
): readonly JudgedChoice[] =>
  Array.from({ length: choices }, () => {
    const [listener, isNew] = [random.below(listeners), random.next() < 0.3]
    return {
      listener: listenerId(`listener ${listener}`),
      session: sessionId(`session ${random.below(sessions)}`),
      isNew,
      ...finds(isNew, listener),
    }
  })

const tries = 200
/** Of so many gates over what is equally well found on both sides, how many in a hundred pass. */
const passedByChance = (about: { readonly listeners: number; readonly sessions: number }): number => {
  let passed = 0
  for (let one = 0; one < tries; one++) {
    const random = createRandom(`null ${one} ${about.listeners}`)
    // Each listener is found more or less easily, by both.
    const eases = Array.from({ length: about.listeners }, () => 0.2 + 0.5 * random.next())
    const finds = (_isNew: boolean, listener: number) => {
      const ease = eases[listener] ?? 0
      return { withRanker: random.next() < ease, without: random.next() < ease }
    }
    if (gateOf(judged(random, about, finds), 'seed').passed) passed++
  }
  return (100 * passed) / tries
}

describe('the gate of a ranker', () => {
  it.each([
    { listeners: 20, sessions: 3 },
    { listeners: 1, sessions: 20 },
    { listeners: 5, sessions: 12 },
  ])(
    'lets hardly one pass that is no better, of $listeners listeners with $sessions sessions each [promise: ranker-learns]',
    (about) => {
      expect(passedByChance(about)).toBeLessThanOrEqual(5)
    },
  )

  it('lets one pass that finds more, of many listeners or of many sessions of one [promise: ranker-learns]', () => {
    for (const about of [
      { listeners: 30, sessions: 2 },
      { listeners: 1, sessions: 30 },
    ]) {
      const random = createRandom('better')
      const finds = () => ({ withRanker: random.next() < 0.4, without: random.next() < 0.2 })
      const gate = gateOf(judged(random, about, finds), 'seed')
      expect(gate).toMatchObject({ passed: true })
      expect(gate.all.low).toBeGreaterThan(0)
      expect(gate.why).toBeUndefined()
    }
  })

  it('keeps one out that is better by its mean alone, and says why [promise: ranker-learns]', () => {
    const random = createRandom('mean')
    // One listener gains much, the others lose a little.
    const finds = (_isNew: boolean, listener: number) =>
      listener === 0
        ? { withRanker: true, without: false }
        : { withRanker: false, without: random.next() < 0.005 }
    const gate = gateOf(judged(random, { listeners: 25, sessions: 1 }, finds), 'seed')
    expect(gate.all.mean).toBeGreaterThan(0)
    expect(gate).toMatchObject({ passed: false, why: expect.stringContaining('no more of the next tracks') })
  })

  it('keeps one out that finds more of what is known and less of what was never heard [promise: ranker-learns]', () => {
    const random = createRandom('new')
    const finds = (isNew: boolean) =>
      isNew
        ? { withRanker: random.next() < 0.1, without: random.next() < 0.6 }
        : { withRanker: random.next() < 0.8, without: random.next() < 0.2 }
    const gate = gateOf(judged(random, { listeners: 40, sessions: 2 }, finds), 'seed')
    expect(gate.all.low).toBeGreaterThan(0)
    expect(gate).toMatchObject({
      passed: false,
      why: expect.stringContaining('less of what was never heard'),
    })
  })

  it('says nothing of too few listeners and sessions, whatever was found [promise: ranker-learns]', () => {
    const random = createRandom('few')
    const finds = () => ({ withRanker: true, without: false })
    const few = judged(random, { listeners: 3, sessions: 6 }, finds)
    expect(gateOf(few, 'seed')).toMatchObject({
      passed: false,
      why: expect.stringContaining(`fewer than ${fewestWitnesses}`),
    })
    expect(gateOf([], 'seed').passed).toBe(false)
  })
})
