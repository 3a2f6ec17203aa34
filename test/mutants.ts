import { mutantsOfAnswers } from './mutants-of-answers.ts'
import { mutantsOfBlocks } from './mutants-of-blocks.ts'
import { mutantsOfCaches } from './mutants-of-caches.ts'
import { mutantsOfCarrying } from './mutants-of-carrying.ts'
import { mutantsOfChance } from './mutants-of-chance.ts'
import { mutantsOfDamage } from './mutants-of-damage.ts'
import { mutantsOfEdges } from './mutants-of-edges.ts'
import { mutantsOfFiles } from './mutants-of-files.ts'
import { mutantsOfKnowledge } from './mutants-of-knowledge.ts'
import { mutantsOfLibraries } from './mutants-of-libraries.ts'
import { mutantsOfListeners } from './mutants-of-listeners.ts'
import { mutantsOfTheLog } from './mutants-of-log.ts'
import { mutantsOfModels } from './mutants-of-models.ts'
import { mutantsOfNames } from './mutants-of-names.ts'
import { mutantsOfPages } from './mutants-of-pages.ts'
import { mutantsOfRedaction } from './mutants-of-redaction.ts'
import { mutantsOfRights } from './mutants-of-rights.ts'
import { mutantsOfSalvage } from './mutants-of-salvage.ts'
import { mutantsOfStates } from './mutants-of-states.ts'
import { mutantsOfTiers } from './mutants-of-tiers.ts'

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
  ...mutantsOfTheLog,
  ...mutantsOfStates,
  ...mutantsOfCarrying,
  ...mutantsOfCaches,
  ...mutantsOfRedaction,
  ...mutantsOfDamage,
  ...mutantsOfKnowledge,
  ...mutantsOfSalvage,
  ...mutantsOfLibraries,
  ...mutantsOfFiles,
  ...mutantsOfNames,
  ...mutantsOfBlocks,
  ...mutantsOfModels,
  ...mutantsOfAnswers,
  ...mutantsOfTiers,
  ...mutantsOfListeners,
  ...mutantsOfEdges,
  ...mutantsOfPages,
  ...mutantsOfRights,
  ...mutantsOfChance,
]
