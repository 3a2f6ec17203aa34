/**
 * What a listener is told where something is not there, by the code of the answer. The trap closed here: the server's
 * sentence is then for whoever writes a program, and names the operation to call.
 */
const words: Readonly<Record<string, string>> = {
  'unknown-track': 'This track is not in the catalogue. It may have been removed.',
  'taken-down': 'This was taken down and is not played here. What you heard of it stays in your history.',
  'not-available': 'This may not be played where you are, or not at this time.',
  'unknown-seed': 'This is not in the catalogue, so nothing can start from it. It may have been removed.',
  'unknown-session': 'This session is not there any more. Start another one.',
  'unknown-decision': 'How this came to be is not kept any more.',
}

export const notThereWords = (code: string): string =>
  words[code] ?? 'This is not there. It may have been removed.'
