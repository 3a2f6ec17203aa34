import type { Mutant } from './mutants.ts'

/** Of the probability of what was drawn. */
export const mutantsOfChance: readonly Mutant[] = [
  {
    promise: 'chance-has-a-number',
    file: 'src/pipeline/slate.ts',
    what: 'a place that found no words hands its probability to the next',
    find: 'propensities.push(slate.propensities?.[place] ?? 0)',
    replace: 'propensities.push(slate.propensities?.[propensities.length] ?? 0)',
  },
  {
    promise: 'chance-has-a-number',
    file: 'src/pipeline/read-tape.ts',
    what: 'who reads the tape is told the probabilities of another order',
    find: 'chances = new Map(left.map((slot, rank) => [slot, propensities[rank] ?? 0]))',
    replace: 'chances = new Map(left.toSorted().map((slot, rank) => [slot, propensities[rank] ?? 0]))',
  },
]
