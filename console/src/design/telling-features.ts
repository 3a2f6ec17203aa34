import { words } from '../formatting.ts'

/**
 * Which of a candidate's features say something to a person, in words. Zeros say nothing, a `-1` for "never
 * heard" is no measure, some columns are places in a list, and one is what the others come to; shown as bars, these
 * would all mislead. A feature the console has no words for yet is shown under its own name rather than hidden.
 */
export interface TellingFeature {
  readonly name: string
  readonly label: string
  readonly value: number
  /** Of the strongest candidate's magnitude, 0 to 1. */
  readonly share: number
  /** True when it lowers the score. */
  readonly against: boolean
}

const labels: Readonly<Record<string, string>> = {
  plays: 'Your plays',
  skips: 'Your skips',
  daysSinceHeard: 'Days since you heard it',
  rating: 'Your rating',
  artistTaste: 'Taste for the artist',
  tagTaste: 'Taste for its tags',
  popularity: 'Popular here',
  skipRate: 'Skipped by others',
  after: 'Played after this',
  sound: 'Close in style',
  skippedSound: 'Close to what you skipped',
}
const bookkeeping = new Set(['blockedBy', 'bestTag', 'inSession'])
/** What a ranker made of the others: no part among them. */
const sum = 'relevance'
const lowering = new Set(['skips', 'skipRate', 'skippedSound'])

/** Strongest first, measured against the strongest candidate, because raw values have different units. */
export const tellingFeatures = (
  features: Readonly<Record<string, number>>,
  strongest: Readonly<Record<string, number>>,
): TellingFeature[] =>
  Object.entries(features)
    .filter(([name, value]) => value !== 0 && name !== sum && !bookkeeping.has(name))
    .filter(([name, value]) => !(name === 'daysSinceHeard' && value < 0))
    .map(([name, value]) => ({
      name,
      label: labels[name] ?? words(name),
      value,
      share: Math.min(1, Math.abs(value) / (strongest[name] || Math.abs(value))),
      against: value < 0 || lowering.has(name),
    }))
    .sort((a, b) => b.share - a.share)

/** What they come to together; undefined where the recipe is of before it was read. */
export const sumOfFeatures = (features: Readonly<Record<string, number>>): number | undefined => features[sum]

/** The largest magnitude of every feature over a run's candidates. */
export const strongestFeatures = (
  candidates: readonly { readonly features: Readonly<Record<string, number>> }[],
): Record<string, number> => {
  const strongest: Record<string, number> = {}
  for (const { features } of candidates)
    for (const [name, value] of Object.entries(features))
      strongest[name] = Math.max(strongest[name] ?? 0, Math.abs(value))
  return strongest
}
