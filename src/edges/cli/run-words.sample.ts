import { AppError, instant } from '#domain'
import { runCli } from './cli.ts'
import type { Outside } from './platform.ts'

/** Words in, exit code and sentences out, with an outside that opens nothing. */
export const runWords = async (words: readonly string[], over: Partial<Outside> = {}) => {
  let screen = ''
  let out = ''
  let ids = 0
  const closed = () => Promise.reject(new AppError('storage-failed', 'The disk is away. Bring it back.'))
  const code = await runCli(words, {
    clock: () => instant(0),
    version: '1.2.3',
    screen: {
      write: (text) => {
        screen += text
      },
    },
    out: (text) => {
      out += text
    },
    consoleFolder: '',
    signal: new AbortController().signal,
    newId: () => `id-${++ids}`,
    openPlatform: closed,
    readLibrary: closed,
    openTable: closed,
    inMemory: () => {
      throw new AppError('storage-failed', 'The disk is away. Bring it back.')
    },
    openListening: () => {
      throw new AppError('storage-failed', 'The disk is away. Bring it back.')
    },
    usage: () => ({ cpuMs: 0, peakMemoryBytes: 0 }),
    mostHeapBytes: Number.POSITIVE_INFINITY,
    readLibraries: () => [],
    readTakedowns: () => [],
    openDecisions: closed,
    salvageLog: () => Promise.reject(new AppError('storage-failed', 'The disk is away. Bring it back.')),
    readLogStatistics: () => {
      throw new AppError('storage-failed', 'The disk is away. Bring it back.')
    },
    buildApart: closed,
    trainForParent: closed,
    readDemoCatalogue: closed,
    onFault: () => {},
    ...over,
  })
  return { code, screen, out }
}
