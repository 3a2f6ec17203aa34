import type { Mutant } from './mutants.ts'

/** Of the probability of what was drawn. */
export const mutantsOfChance: readonly Mutant[] = [
  {
    promise: 'chance-has-a-number',
    file: 'src/surfaces/selectors/softmax-draw.ts',
    what: 'the best are taken more often than is told',
    find: 'letRest() * (random.next() + random.next() / 0x1_0000_0000)',
    replace: 'letRest() * random.next() ** 2',
  },
  {
    promise: 'chance-has-a-number',
    file: 'src/surfaces/selectors/softmax-draw.ts',
    what: 'what is told is the probability given who rested, and not over all that could have',
    find: '(weights[taken] ?? 0) * meanOverRests(sums, standing[taken] ?? 0)',
    replace: '(weights[taken] ?? 0) / sumOf(sums, here)',
  },
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
  {
    promise: 'chance-has-a-number',
    file: 'src/surfaces/selectors/soft-diversification.ts',
    what: 'what an artist loses is counted in what is told, and not in what is drawn',
    find: 'let left = chance * sum',
    replace: 'let left = chance * chance * sum',
  },
]
