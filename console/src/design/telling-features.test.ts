import { describe, expect, it } from 'vitest'
import { strongestFeatures, sumOfFeatures, tellingFeatures } from './telling-features.ts'

const candidates = [
  {
    features: { popularity: 0.5, daysSinceHeard: -1, bestTag: 3, blockedBy: 0, plays: 0, skippedSound: 0.2 },
  },
  { features: { popularity: 1, daysSinceHeard: 12, bestTag: 1, blockedBy: 2, plays: 4, tagTaste: -0.5 } },
]
const strongest = strongestFeatures(candidates)
const told = (index: number) => tellingFeatures(candidates[index]?.features ?? {}, strongest)

describe('the features shown as evidence', () => {
  it('leave out zeros, places in lists, and the mark for never heard', () => {
    expect(told(0).map(({ name }) => name)).toEqual(['skippedSound', 'popularity'])
  })

  it('come strongest first, as a share of the strongest candidate', () => {
    expect(told(0).map(({ share }) => share)).toEqual([1, 0.5])
  })

  it('say which of them count against a track', () => {
    expect(
      told(1)
        .filter(({ against }) => against)
        .map(({ name }) => name),
    ).toEqual(['tagTaste'])
    expect(told(0)[0]).toMatchObject({ label: 'Close to what you skipped', against: true })
  })

  it('keep a feature that has no words yet, under its own name', () => {
    expect(tellingFeatures({ tempoMatch: 0.4 }, {})).toEqual([
      { name: 'tempoMatch', label: 'Tempo match', value: 0.4, share: 1, against: false },
    ])
  })

  it('have what they come to told apart, and not as one of them', () => {
    const features = { popularity: 0.5, relevance: 0.9 }
    expect(tellingFeatures(features, features).map(({ name }) => name)).toEqual(['popularity'])
    expect(sumOfFeatures(features)).toBe(0.9)
    expect(sumOfFeatures({ popularity: 0.5 })).toBeUndefined()
  })
})
