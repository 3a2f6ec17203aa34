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
  {
    promise: 'nothing-lost',
    file: 'src/adapters/sqlite/log-writer-database.ts',
    what: 'commits do not wait for the disk',
    find: 'PRAGMA synchronous = FULL;',
    replace: 'PRAGMA synchronous = NORMAL;',
  },
  {
    promise: 'full-disk',
    file: 'src/adapters/sqlite/log-writer-failure.ts',
    what: 'a full disk is told as any other failure',
    find: 'return kind === sqliteFull || ',
    replace: 'return ',
  },
  {
    promise: 'one-process',
    file: 'src/adapters/sqlite/folder-lock.ts',
    what: 'the lock is shared',
    find: 'BEGIN EXCLUSIVE',
    replace: 'BEGIN',
  },
  {
    promise: 'live-is-replay',
    file: 'src/features/replay.ts',
    what: 'the last events of a replay are passed over',
    find: 'if (batch.length > 0) await foldBatch()',
    replace: 'if (batch.length > 3) await foldBatch()',
  },
  {
    promise: 'same-training',
    file: 'src/models/train-all.ts',
    what: 'training takes the moment from the clock',
    find: 'asOf: instant(Math.min(newest, startedAt))',
    replace: 'asOf: instant(startedAt)',
  },
  {
    promise: 'sound-models-only',
    file: 'src/models/registry.ts',
    what: 'a version is promoted unread',
    find: '      await store.get(manifest.sha256)\n',
    replace: '',
  },
  {
    promise: 'conservation',
    file: 'src/pipeline/trace.ts',
    what: 'the last candidate is not handed out',
    find: 'return { ends, candidates: () => candidates(arrived) }',
    replace: 'return { ends, candidates: () => candidates(Math.max(0, arrived - 1)) }',
  },
  {
    promise: 'safe-filters',
    file: 'src/pipeline/engine.ts',
    what: 'a filter that failed lets everything through',
    find: 'if (answer.value === undefined)\n    throw broken(passage, stage.name, `failed',
    replace:
      'if (answer.value === undefined) return flow\n  if (answer.value === undefined)\n    throw broken(passage, stage.name, `failed',
  },
  {
    promise: 'degrades-in-words',
    file: 'src/pipeline/engine.ts',
    what: 'a miss keeps zero in the place of its absent value',
    find: 'if (known && stage.absent) fillMisses(columns, known, stage.absent)',
    replace: '',
  },
  {
    promise: 'degrades-in-words',
    file: 'src/pipeline/engine.ts',
    what: 'what went wrong is not said',
    find: 'detail === undefined ? base : { ...base, detail }',
    replace: 'base',
  },
  {
    promise: 'exact-nearest',
    file: 'src/catalog/vector-index.ts',
    what: 'rescoring stops when the slate is full, without a proof',
    find: 'if (last !== undefined && (ceilings[i] ?? 0) <= last.score)',
    replace: 'if (last !== undefined)',
  },
  {
    promise: 'typos-mended',
    file: 'src/adapters/sqlite/sqlite-catalog-store-search.ts',
    what: 'what was searched instead is not said',
    find: 'asked.corrected === undefined ? { trackIds } : { trackIds, corrected: asked.corrected }',
    replace: '{ trackIds }',
  },
  {
    promise: 'simulated-marked',
    file: 'src/world/simulated-listening.ts',
    what: 'plays do not say that they are simulated',
    find: '    simulated: true as const,\n    trackId',
    replace: '    trackId',
  },
  {
    promise: 'stored-once',
    file: 'src/adapters/sqlite/log-writer.ts',
    what: 'the second telling of an event takes the place of the first',
    find: 'DO NOTHING',
    replace: 'DO UPDATE SET body = excluded.body',
  },
  {
    promise: 'good-ones-taken',
    file: 'src/log/intake.ts',
    what: 'one bad event refuses those beside it',
    find: 'if (entries.length === 0) return',
    replace: 'if (entries.length === 0 || refused.length > 0) return',
  },
  {
    promise: 'old-logs-open',
    file: 'src/adapters/sqlite/log-writer-packing.ts',
    what: 'a number of the format is given anew',
    find: 'const asIs = 0',
    replace: 'const asIs = 7',
  },
  {
    promise: 'own-catalogue',
    file: 'src/surfaces/decisions.ts',
    what: 'a record is read by the keys of any catalogue',
    find: 'record.catalogue !== catalog.identity',
    replace: 'record.catalogue === undefined',
  },
  {
    promise: 'replay',
    file: 'src/surfaces/decisions.ts',
    what: 'a replay names the models of nobody',
    find: 'bodyOf({ surface, query, tier, content, models, degraded })',
    replace: 'bodyOf({ surface, query, tier, content, models: {}, degraded })',
  },
  {
    promise: 'blocks-hold',
    file: 'src/surfaces/filters/blocked.ts',
    what: 'guests pass the block on their name',
    find: "'listener blocked an artist on it',",
    replace: 'undefined,',
  },
  {
    promise: 'welcome-home',
    file: 'src/surfaces/home/plan-shelves.ts',
    what: 'the shelves of what the crowd plays are forgotten',
    find: 'free.slice(0, Math.max(0, 2 - shown.length) + 1)',
    replace: 'free.slice(0, 0)',
  },
  {
    promise: 'no-recording-twice',
    file: 'src/surfaces/selectors/spaced.ts',
    what: 'only the same track counts as the same recording',
    find: 'recordings[i] = recordingOf(columns.key[i] ?? 0, columns.version[i] ?? 0)',
    replace: 'recordings[i] = columns.key[i] ?? 0',
  },
  {
    promise: 'skips-bend',
    file: 'src/surfaces/session/surface.ts',
    what: 'what was skipped comes back',
    find: '  .filter(excluded)\n',
    replace: '',
  },
  {
    promise: 'skips-bend',
    file: 'src/surfaces/session/surface.ts',
    what: 'a skip leads away from nothing',
    find: 'skippedSound: 0.45',
    replace: 'skippedSound: 0',
  },
  {
    promise: 'tier-named',
    file: 'src/surfaces/serve.ts',
    what: 'the headers name another tier than the one that answered',
    find: 'return { body, query, tier, recipe',
    replace: "return { body, query, tier: 'popular', recipe",
  },
  {
    promise: 'errors-advise',
    file: 'src/edges/http/problem.ts',
    what: 'a problem says what is wrong in one word',
    find: '    detail,\n    code: error.code,',
    replace: "    detail: 'Error',\n    code: error.code,",
  },
  {
    promise: 'errors-advise',
    file: 'src/edges/http/validate-request.ts',
    what: 'a validator speaks in its own words',
    find: 'safeParse(sent, { error })',
    replace: 'safeParse(sent)',
  },
  {
    promise: 'own-music',
    file: 'src/adapters/files/read-library.ts',
    what: 'a table is read as a folder',
    find: 'found.isDirectory() ?',
    replace: '!found.isDirectory() ?',
  },
  {
    promise: 'same-world',
    file: 'src/world/generate-world.ts',
    what: 'dice that no seed holds',
    find: 'const span = { seed, startsAt, endsAt }',
    replace: 'const span = { seed: String(Math.random()), startsAt, endsAt }',
  },
  {
    promise: 'client-fits',
    file: 'client/src/schema.ts',
    what: 'a field of the types is renamed',
    find: 'readonly recordBytes: number',
    replace: 'readonly recordSize: number',
  },
  {
    promise: 'true-reasons',
    file: 'src/surfaces/reasons.ts',
    what: 'once is told as often',
    find: 'artist.often ?',
    replace: '!artist.often ?',
  },
  {
    promise: 'true-reasons',
    file: 'src/surfaces/reasons.ts',
    what: 'everything is often played here',
    find: 'if (evidence.playedHere)',
    replace: 'if (evidence)',
  },
  {
    promise: 'honest-readiness',
    file: 'src/log/journal.ts',
    what: 'the log is not asked',
    find: 'await log.check()',
    replace: '',
  },
  {
    promise: 'damage-mended',
    file: 'src/features/open-features.ts',
    what: 'the damaged store is kept',
    find: 'await store.discard(reasonOf(found))',
    replace: '',
  },
  {
    promise: 'last-word-holds',
    file: 'src/features/latest-value.ts',
    what: 'the clock of a device decides',
    find: 'state?.[0] === value ? state',
    replace: 'state !== undefined && (state[0] === value || state[1] > at) ? state',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'what vanished stays',
    find: 'await catalog.withdraw(gone)',
    replace: 'gone.length',
  },
  {
    promise: 'library-followed',
    file: 'src/catalog/libraries.ts',
    what: 'a disk that is away deletes everything',
    find: 'if (gone === 0) return undefined',
    replace: 'if (gone >= 0) return undefined',
  },
  {
    promise: 'columns-told',
    file: 'src/adapters/files/table-columns.ts',
    what: 'columns that were not read are not named',
    find: 'reportOf(columns, guessed, header)',
    replace: 'reportOf(columns, guessed, [])',
  },
  {
    promise: 'no-folder-made',
    file: 'src/edges/cli/data-folder.ts',
    what: 'every folder passes for a data folder',
    find: 'if (holdsData(folder)) return',
    replace: 'if (folder) return',
  },
  {
    promise: 'api-documented',
    file: 'src/edges/http/openapi.ts',
    what: 'problems are documented as plain JSON',
    find: "'application/problem+json'",
    replace: "'application/json'",
  },
]
