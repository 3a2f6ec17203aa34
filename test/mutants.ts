import { mutantsOfAnswers } from './mutants-of-answers.ts'
import { mutantsOfChance } from './mutants-of-chance.ts'
import { mutantsOfLibraries } from './mutants-of-libraries.ts'
import { mutantsOfModels } from './mutants-of-models.ts'
import { mutantsOfNames } from './mutants-of-names.ts'
import { mutantsOfPages } from './mutants-of-pages.ts'
import { mutantsOfRecords } from './mutants-of-records.ts'
import { mutantsOfRights } from './mutants-of-rights.ts'
import { mutantsOfSalvage } from './mutants-of-salvage.ts'

/**
 * One small sabotage, or more, of the file that keeps each promise. `npm run test:mutants` applies them one by one
 * and wants the tests that name the promise to go red: a test that stays green under its sabotage proves nothing.
 */
export interface Mutant {
  /** An id of `promises.ts`. */
  readonly promise: string
  /** The file that the promise names as its keeper. */
  readonly file: string
  /** What goes wrong, in words. */
  readonly what: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
}

export const mutants: readonly Mutant[] = [
  ...mutantsOfRecords,
  ...mutantsOfSalvage,
  ...mutantsOfLibraries,
  ...mutantsOfNames,
  ...mutantsOfModels,
  ...mutantsOfAnswers,
  ...mutantsOfPages,
  ...mutantsOfRights,
  ...mutantsOfChance,
]
