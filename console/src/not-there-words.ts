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

/** What is said of one track, and of several, that went from a player, by the code of the answer. */
const went: Readonly<Record<string, readonly [one: string, several: string]>> = {
  'taken-down': ['was taken down and is not played here', 'were taken down and are not played here'],
  'not-available': [
    'may not be played where you are, or not at this time',
    'may not be played where you are, or not at this time',
  ],
}
const leftCatalogue = ['is not in the catalogue any more', 'are not in the catalogue any more'] as const

/** A sentence for each way of going; of several that went alike the first is named. */
export const wentWords = (gone: readonly { readonly title: string; readonly code: string }[]): string =>
  [...Map.groupBy(gone, ({ code }) => went[code] ?? leftCatalogue)]
    .map(([[one, several], [first, ...others]]) => {
      if (others.length === 0) return `${first?.title} ${one}.`
      const rest = others.length === 1 ? 'another track' : `${others.length} other tracks`
      return `${first?.title} and ${rest} ${several}.`
    })
    .join(' ')
