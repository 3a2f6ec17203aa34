import { notThereWords } from './not-there-words.ts'
import { isProblem } from './segue.ts'

/** Whether what was asked for by its id is not there, and won't be the next time. */
export const isNotThere = (thrown: unknown): boolean =>
  isProblem(thrown) && [404, 410, 451].includes(thrown.status)

/** What a listener is told of what failed: what the server says, but where something is not there. */
export const failureWords = (thrown: unknown): string => {
  if (isProblem(thrown) && isNotThere(thrown)) return notThereWords(thrown.code)
  return thrown instanceof Error ? thrown.message : String(thrown)
}
