import type { Mutant } from './mutants.ts'

/** Of what comes in and goes out: HTTP, the command line, the client, and a start. */
export const mutantsOfEdges: readonly Mutant[] = [
  {
    promise: 'errors-advise',
    file: 'src/edges/http/problem.ts',
    what: 'a problem says what is wrong in one word',
    find: '    detail,\n    code: error.code,',
    replace: "    detail: 'Error',\n    code: error.code,",
  },
  {
    promise: 'errors-advise',
    file: 'src/edges/http/problem.ts',
    what: 'callers read which file of the server could not be written',
    find: "if (category === 'caller' || plain.has(code)) return message",
    replace: "if (category !== 'bug' || plain.has(code)) return message",
  },
  {
    promise: 'errors-advise',
    file: 'src/edges/http/problem.ts',
    what: 'callers read what was thrown by accident',
    find: "return 'Something here is broken, and it is not your request. Please",
    replace: "return message + 'Something here is broken. Please",
  },
  {
    promise: 'errors-advise',
    file: 'src/edges/http/validate-request.ts',
    what: 'a validator speaks in its own words',
    find: 'safeParse(sent, { error })',
    replace: 'safeParse(sent)',
  },
  {
    promise: 'client-fits',
    file: 'client/src/schema.ts',
    what: 'a field of the types is renamed',
    find: 'readonly recordBytes: number',
    replace: 'readonly recordSize: number',
  },
  {
    promise: 'no-folder-made',
    file: 'src/edges/cli/data-folder.ts',
    what: 'every folder passes for a data folder',
    find: 'if (holdsData(folder)) return',
    replace: 'if (folder) return',
  },
  {
    promise: 'tables-kept',
    file: 'src/edges/cli/write-whole.ts',
    what: 'a table is another file by another of its names',
    find: 'one.there.ino === other.there.ino',
    replace: 'one.path === other.path',
  },
  {
    promise: 'tables-kept',
    file: 'src/edges/cli/write-whole.ts',
    what: 'what is written over is emptied when it is opened',
    find: 'const own = join(folder,',
    replace: 'await rm(path, { force: true })\n  const own = join(folder,',
  },
  {
    promise: 'api-documented',
    file: 'src/edges/http/openapi.ts',
    what: 'problems are documented as plain JSON',
    find: 'content[problemMedia]',
    replace: "content['application/json']",
  },
  {
    promise: 'answers-from-the-start',
    file: 'src/edges/http/waiting-app.ts',
    what: 'a server that is not open passes for ready',
    find: 'reply.code(503).header(',
    replace: 'reply.header(',
  },
  {
    promise: 'answers-from-the-start',
    file: 'src/edges/http/waiting-app.ts',
    what: 'what there is not yet is told as what there is not',
    find: "new AppError('not-open',",
    replace: "new AppError('not-found',",
  },
  {
    promise: 'answers-from-the-start',
    file: 'src/adapters/processes/build-apart.ts',
    what: 'what the process that builds says is told nobody',
    find: 'if (data !== undefined) tell(data)',
    replace: 'if (data === undefined) tell({ words: "" })',
  },
]
