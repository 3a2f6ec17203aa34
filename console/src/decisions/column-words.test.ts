import { describe, expect, it } from 'vitest'
import { labelOf, readingOf, readingOrNothing } from './column-words.ts'

describe('what was read of a column', () => {
  it('is a place where it is a place, of which the first is the best, and nothing beyond the list', () => {
    expect([1, 2, 3, 11, 22, 200].map((place) => readingOf('mostPlace', place))).toEqual([
      '1st',
      '2nd',
      '3rd',
      '11th',
      '22nd',
      '200th',
    ])
    expect(readingOf('nearPlace', 0)).toBeUndefined()
    expect(readingOrNothing('nearPlace', 0)).toBe('not among them')
  })

  it('is never where it is −1, and hours or days ago else [promise: told-as-it-is]', () => {
    expect(['daysSincePlayed', 'daysSinceHeard'].map((name) => readingOrNothing(name, -1))).toEqual([
      'never',
      'never',
    ])
    expect([0, 0.01, 0.04, 1.5, 12.4].map((days) => readingOf('daysSincePlayed', days))).toEqual([
      'within the hour',
      'within the hour',
      '1 hour ago',
      '36 hours ago',
      '12 days ago',
    ])
  })

  it('is nothing where nobody did anything', () => {
    const nothing = ['plays', 'skips', 'rating', 'artistTaste', 'skippedSound', 'afterTimes', 'release']
    expect(nothing.map((name) => readingOf(name, 0))).toEqual(nothing.map(() => undefined))
    expect(readingOrNothing('skipRate', 1 / 3)).toBe('not known, taken for a third')
  })

  it('says which of several things it is, and where no more were counted', () => {
    expect([1, 2, 3, 4].map((value) => readingOf('release', value))).toEqual([
      'yes',
      'next on it',
      'yes, and it is gone through',
      'next on it, which is gone through',
    ])
    expect([readingOf('rating', 1), readingOf('rating', -1)]).toEqual(['liked', 'disliked'])
    expect([readingOf('afterTimes', 254), readingOf('afterTimes', 255)]).toEqual(['254', '255 or more'])
  })

  it('is told on its scale, a little of it as little and not as none', () => {
    expect([0.9892, -0.31, 0.004, -0.004].map((value) => readingOf('sound', value))).toEqual([
      '0.99 of 1',
      '−0.31 of 1',
      'less than 0.01 of 1',
      'less than 0.01 of 1',
    ])
  })

  it('is shown under its own name where no words are known of it', () => {
    expect([labelOf('tempoMatch'), readingOf('tempoMatch', 0.4)]).toEqual(['Tempo match', '0.4'])
  })
})
