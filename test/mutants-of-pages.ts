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
  {
    promise: 'lists-mark',
    file: 'console/src/player/playback.ts',
    what: 'a release is played with what was blocked',
    find: '!ruledOutBy(track, ratings[ratingKey(listenerId, track)])',
    replace: "track.id !== ''",
  },
  {
    promise: 'lists-mark',
    file: 'console/src/listen/likes-page.tsx',
    what: 'liked songs forget what the server marked',
    find: 'entries={tracks.map(found)} label',
    replace: 'entries={tracks.map(({ ruledOut: _, ...track }) => found(track))} label',
  },
  {
    promise: 'blocked-unnamed',
    file: 'console/src/player/playback.ts',
    what: 'what was put back by a reload rests on the old queue',
    find: "  const left = leaveFor(listenerId, 'block', current)",
    replace:
      "  const first = kept[0]\n  if (resumed && first) return playerStore.set({ current: first, queue: kept.slice(1) })\n  const left = leaveFor(listenerId, 'block', current)",
  },
  {
    promise: 'gone-unplayed',
    file: 'console/src/player/keeping-true.ts',
    what: 'a track that is asked to sound is not asked about',
    find: "whenAskedToSound(() => void check('ahead'))",
    replace: 'void whenAskedToSound',
  },
  {
    promise: 'gone-unplayed',
    file: 'console/src/player/still-there.ts',
    what: 'a queue of five hundred is asked about with every skip',
    find: 'queue.slice(0, rowsAhead)',
    replace: 'queue',
  },
  {
    promise: 'gone-unplayed',
    file: 'console/src/player/still-there.ts',
    what: 'checks run beside each other',
    find: 'if (isRunning) return',
    replace: '',
  },
  {
    promise: 'gone-unplayed',
    file: 'console/src/player/keeping-true.ts',
    what: 'what plays is not asked about while nobody does anything',
    find: "setInterval(() => soundStore.get().playing && void check('current'), answerHoldsMs)",
    replace: '',
  },
  {
    promise: 'gone-unplayed',
    file: 'console/src/player/playback.ts',
    what: 'a player put back by a reload is not asked about',
    find: '  restorePlayer(listenerId, dropBlocked)\n  checkAnew()',
    replace: '  restorePlayer(listenerId, dropBlocked)\n  void checkAnew',
  },
  {
    promise: 'pages-stay',
    file: 'console/src/main.tsx',
    what: 'a page opened without a line waits for it for ever',
    find: "networkMode: 'always'",
    replace: "networkMode: 'online'",
  },
  {
    promise: 'pages-stay',
    file: 'console/src/router.tsx',
    what: 'a page is fetched when it is opened',
    find: "import { HistoryPage } from './listen/history-page.tsx'",
    replace:
      "import { lazyRouteComponent } from '@tanstack/react-router'\nconst HistoryPage = lazyRouteComponent(() => import('./listen/history-page.tsx'), 'HistoryPage')",
  },
]
