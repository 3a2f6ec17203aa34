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
  /** Whether it raised or lowered the score; undefined where it did neither, or where nobody told how it was weighed. */
  readonly counts: 'for' | 'against' | undefined
}

/** What each part of the score came to, where the score is a sum. */
type Parts = Readonly<Record<string, number>>

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
/** What the ranker said by the others: no reading among them. */
const said = 'relevance'
/** What was read of a track's own past makes one part together. */
const past = new Set(['plays', 'skips', 'rating', 'daysSinceHeard'])

/** Strongest first, measured against the strongest candidate, because raw values have different units. */
export const tellingFeatures = (
  features: Readonly<Record<string, number>>,
  strongest: Readonly<Record<string, number>>,
  parts: Parts = {},
): TellingFeature[] =>
  Object.entries(features)
    .filter(([name, value]) => value !== 0 && name !== said && !bookkeeping.has(name))
    .filter(([name, value]) => !(name === 'daysSinceHeard' && value < 0))
    .map(([name, value]) => ({
      name,
      label: labels[name] ?? words(name),
      value,
      share: Math.min(1, Math.abs(value) / (strongest[name] || Math.abs(value))),
      counts: countsAs(name, value, parts),
    }))
    .sort((a, b) => b.share - a.share)

/** A reading has no sign of its own: few skips speak for a track, and a ranker that is learnt may take any of them either way. */
const countsAs = (name: string, value: number, parts: Parts): TellingFeature['counts'] => {
  const part = parts[past.has(name) ? 'again' : name] ?? 0
  if (part === 0) return undefined
  if (name === 'skips') return 'against'
  if (name === 'plays') return 'for'
  return (name === 'rating' ? value : part) > 0 ? 'for' : 'against'
}

/** What the ranker said by them; undefined where the recipe is of before it was read. */
export const relevanceOf = (features: Readonly<Record<string, number>>): number | undefined => features[said]

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
