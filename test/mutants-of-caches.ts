import type { Mutant } from './mutants.ts'

/** Of what is kept in memory to answer sooner. */
export const mutantsOfCaches: readonly Mutant[] = [
  {
    promise: 'caches-bounded',
    file: 'src/surfaces/listener/listener-views.ts',
    what: 'of every name that anybody asks about a layout is kept',
    find: 'const mostKept = 1_000',
    replace: 'const mostKept = 1e9',
  },
  {
    promise: 'caches-bounded',
    file: 'src/surfaces/create-reads.ts',
    what: 'of every track that was ever played the nearest are kept',
    find: 'const listsKept = 20_000',
    replace: 'const listsKept = 1e9',
  },
  {
    promise: 'caches-bounded',
    file: 'src/surfaces/recipes/known-recipes.ts',
    what: 'every recipe that a record ever brought is kept',
    find: 'const textsKept = 100',
    replace: 'const textsKept = 1e9',
  },
  {
    promise: 'caches-bounded',
    file: 'src/surfaces/popular-where.ts',
    what: 'the popular of every market that was ever named are kept',
    find: 'lists.size <= listsKept &&',
    replace: '',
  },
  {
    promise: 'caches-bounded',
    file: 'src/surfaces/popular-where.ts',
    what: 'lists are kept by their number, however long they are',
    find: ' && held <= keysKept',
    replace: '',
  },
  {
    promise: 'caches-bounded',
    file: 'src/surfaces/last-good.ts',
    what: 'the last good slate is kept of everybody who was ever served',
    find: 'if (slates.size > most && ',
    replace: 'if (slates.size < 0 && ',
  },
  {
    promise: 'changes-at-once',
    file: 'src/surfaces/create-reads.ts',
    what: 'the nearest go by whose tracks were before the catalogue changed',
    find: 'catalog.revision !== revision',
    replace: 'catalog.revision < 0',
  },
]
