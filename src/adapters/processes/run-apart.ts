import { spawn } from 'node:child_process'

/**
 * Segue again, in a process of its own: for work that takes several times the memory of serving, which a process
 * does not give back, and that may fail without the server. The traps: a child that outlives its parent, which
 * would write into a folder that is another's by then; so it holds a channel that the system closes with the
 * parent, however that ended, and leaves with it (`end-with-parent.ts`). And a child that hangs: silence has an end.
 */
export interface Apart {
  /** What `node` is given: its options, the file, and the words of the command. */
  readonly args: readonly string[]
  /** Aborted, the child is asked to stop, and is ended when it does not. */
  readonly signal: AbortSignal
  /** Told what the child says, as it came over the channel. */
  readonly hear?: (message: unknown) => void
  /** How long it may say nothing before it is ended; without, as long as it likes. */
  readonly silenceMs?: number
  /** Between being asked to stop and being ended. */
  readonly graceMs?: number
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** It was ended for its silence. */
  readonly wasSilent: boolean
}

/** What `node` is given to start the same file again. One port can be inspected by one process. */
export const startAgain = (options: readonly string[], file: string): readonly string[] => [
  ...options.filter((option) => !option.startsWith('--inspect')),
  file,
]

/** Resolves when the child is gone and all it said was told; rejects when it can't be started. */
export const runApart = ({ args, signal, hear, silenceMs, graceMs = 5_000 }: Apart): Promise<Ended> => {
  const ended = Promise.withResolvers<Ended>()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let timer: NodeJS.Timeout | undefined
  let wasSilent = false
  const endSoon = (afterMs: number, silent: boolean) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      wasSilent = silent
      child.kill('SIGKILL')
    }, afterMs)
  }
  const listen = () => {
    if (silenceMs !== undefined && !signal.aborted) endSoon(silenceMs, true)
  }
  const stop = () => {
    child.kill('SIGTERM')
    endSoon(graceMs, false)
  }
  child.on('message', (message) => {
    listen()
    hear?.(message)
  })
  child.once('error', ended.reject)
  // Unlike `exit`, it comes after the last message.
  child.once('close', (code, by) => ended.resolve({ code, signal: by, wasSilent }))
  listen()
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop)
  return ended.promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  })
}
