import type { Mutant } from './mutants.ts'

/** Sabotages of what keeps the promises about the pages of the console; it is built anew under each. */
export const mutantsOfPages: readonly Mutant[] = [
  {
    promise: 'keys-act-where-they-are',
    file: 'console/src/design/own-key.ts',
    what: 'keys of a menu also move what it was opened from',
    find: 'event.currentTarget.contains(event.target)',
    replace: 'event.currentTarget !== null',
  },
  {
    promise: 'keys-act-where-they-are',
    file: 'console/src/tracks/track-menu.tsx',
    what: 'the sign that promises a step opens none',
    find: "event.key === 'ArrowRight'",
    replace: "event.key === 'ArrowNowhere'",
  },
  {
    promise: 'keys-act-where-they-are',
    file: 'console/src/design/hand-focus-on.ts',
    what: 'a row that goes lets the focus fall to the top of the page',
    find: 'document.activeElement !== document.body',
    replace: 'document.activeElement === document.body',
  },
  {
    promise: 'told-in-plain-words',
    file: 'console/src/failure-words.ts',
    what: 'a listener is told which operation a program should call',
    find: 'if (isProblem(thrown) && isNotThere(thrown))',
    replace: 'if (isProblem(thrown) && !isNotThere(thrown))',
  },
  {
    promise: 'told-in-plain-words',
    file: 'console/src/design/feedback.tsx',
    what: 'what is not there is offered to be tried again',
    find: 'missing && isNotThere(error) ?',
    replace: 'missing && !isNotThere(error) ?',
  },
]
