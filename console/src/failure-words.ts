import { isProblem } from './segue.ts'

/**
 * What a listener is told of what failed. The trap closed here: where something is not there, the server's sentence is
 * for whoever writes a program, and names the operation to call. Its other sentences are for everybody.
 */
const notThere: Readonly<Record<string, string>> = {
  'unknown-track': 'This track is not in the catalogue. It may have been removed.',
  'taken-down':
    'This track was taken down and is not played here. What you heard of it stays in your history.',
  'not-available': 'This may not be played where you are, or not at this time.',
  'unknown-seed': 'This is not in the catalogue, so nothing can start from it. It may have been removed.',
  'unknown-session': 'This session is not there any more. Start another one.',
  'unknown-decision': 'How this came to be is not kept any more.',
}

/** Whether what was asked for by its id is not there, and won't be the next time. */
export const isNotThere = (thrown: unknown): boolean =>
  isProblem(thrown) && [404, 410, 451].includes(thrown.status)

export const failureWords = (thrown: unknown): string => {
  if (isProblem(thrown) && isNotThere(thrown))
    return notThere[thrown.code] ?? 'This is not there. It may have been removed.'
  return thrown instanceof Error ? thrown.message : String(thrown)
}
