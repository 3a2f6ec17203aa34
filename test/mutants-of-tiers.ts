import type { Mutant } from './mutants.ts'

/** Of which tier answers. */
export const mutantsOfTiers: readonly Mutant[] = [
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'the little that is left gives way to less',
    find: 'itemsIn(one.content).length > itemsIn(other.content).length',
    replace: 'one !== other',
  },
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'as much from below takes the place of what is left of the own slate',
    find: 'itemsIn(one.content).length > itemsIn(other.content).length',
    replace: 'itemsIn(one.content).length >= itemsIn(other.content).length',
  },
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'with the tier below out of order the little that is left is lost',
    find: 'if (last && short === undefined) throw thrown',
    replace: 'if (last) throw thrown',
  },
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'a slate that was served for a smaller limit is taken for the rest of a larger one',
    find: 'Math.min(query.limit, lastGoodKeys.length)',
    replace: 'query.limit',
  },
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'two tracks that are left are played to the end',
    find: 'if (isAnswer && isShort(question, live, answer)) {',
    replace: 'if (isAnswer && isShort(question, live, answer) && last) {',
  },
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'nobody is told that the slate served is what was left of one, and why',
    find: 'traces, failures, empty }',
    replace: 'traces, failures, empty: [...empty] }',
  },
  {
    promise: 'fullest-tier',
    file: 'src/surfaces/first-answer.ts',
    what: 'where nothing is an answer, little is passed over for what is popular',
    find: '  !surface.mayBeEmpty &&\n',
    replace: '',
  },
]
