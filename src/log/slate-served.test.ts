import { describe, expect, it } from 'vitest'
import { appEventSchema } from './events.ts'

const served = {
  type: 'slate.served',
  id: 'r',
  at: 1_800_000_000_000,
  listenerId: 'l',
  requestId: 'r',
  surface: 'home',
  tier: 'full',
  recipe: 'home@8',
  models: {},
  tracks: 2,
}

describe('what a served slate says of itself', () => {
  it('may be which arms answered, how probable each place was, and what was promoted, and need not be', () => {
    const said = {
      ...served,
      assignments: { 'calmer-home': 'control' },
      propensities: [0.25, 1],
      promotions: [{ place: 1, mark: 'spring-release' }],
    }
    expect(appEventSchema.parse(said)).toEqual(said)
    expect(appEventSchema.parse(served)).toEqual(served)
  })

  it('holds no probability of what could not have been, and no mark that is not on a place', () => {
    for (const wrong of [
      { propensities: [0] },
      { propensities: [1.5] },
      { promotions: [{ place: -1, mark: 'm' }] },
      { promotions: [{ place: 0 }] },
      { assignments: { experiment: 3 } },
    ])
      expect(appEventSchema.safeParse({ ...served, ...wrong }).success).toBe(false)
  })
})
