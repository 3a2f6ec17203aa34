import { describe, expect, it } from 'vitest'
import { relevanceOf, strongestFeatures, tellingFeatures } from './telling-features.ts'

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

  it('count as the score took them: few skips of others for a track, many against it', () => {
    const counted = (features: Record<string, number>, parts: Record<string, number>) =>
      tellingFeatures(features, features, parts).map(({ name, counts }) => [name, counts])
    expect(counted({ skipRate: 0.2 }, { skipRate: 0.067 })).toEqual([['skipRate', 'for']])
    expect(counted({ skipRate: 0.5 }, { skipRate: -0.083 })).toEqual([['skipRate', 'against']])
    expect(counted({ tagTaste: -0.5 }, { tagTaste: -0.3 })).toEqual([['tagTaste', 'against']])
    // Less near to what was skipped than to what plays: read, and not held against it.
    expect(counted({ skippedSound: 0.4 }, { skippedSound: -0 })).toEqual([['skippedSound', undefined]])
  })

  it('count what was read of the own past by the part that it made together', () => {
    const features = { plays: 4, skips: 1, rating: -1, daysSinceHeard: 9 }
    const counted = (again: number) =>
      Object.fromEntries(
        tellingFeatures(features, features, { again }).map(({ name, counts }) => [name, counts]),
      )
    expect(counted(0.2)).toEqual({ plays: 'for', skips: 'against', rating: 'against', daysSinceHeard: 'for' })
    expect(new Set(Object.values(counted(0)))).toEqual(new Set([undefined]))
  })

  it('count neither way where the score is no sum: nobody told how a ranker that is learnt took them', () => {
    const features = { skips: 2, skipRate: 0.2, tagTaste: -0.5 }
    expect(tellingFeatures(features, features).filter(({ counts }) => counts)).toEqual([])
  })

  it('keep a feature that has no words yet, under its own name', () => {
    expect(tellingFeatures({ tempoMatch: 0.4 }, {})).toEqual([
      { name: 'tempoMatch', label: 'Tempo match', value: 0.4, share: 1, counts: undefined },
    ])
  })

  it('have what the ranker said by them told apart, and not as one of them', () => {
    const features = { popularity: 0.5, relevance: 0.9 }
    expect(tellingFeatures(features, features).map(({ name }) => name)).toEqual(['popularity'])
    expect(relevanceOf(features)).toBe(0.9)
    expect(relevanceOf({ popularity: 0.5 })).toBeUndefined()
  })
})
