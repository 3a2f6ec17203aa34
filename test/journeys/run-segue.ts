import { spawn } from 'node:child_process'
import { join } from 'node:path'

/**
 * The command line as a visitor types it, in a process group of its own: a signal reaches the group, as Ctrl-C
 * in a terminal does, so the process that builds the demo gets it as well. The trap closed here: processes that
 * outlive their test; a group is killed, by its own id, when it takes too long or the tests end.
 */
export interface Ran {
  /** Null when a signal ended it. */
  readonly code: number | null
  /** Results. */
  readonly out: string
  /** Progress and errors. */
  readonly screen: string
  readonly tookMs: number
}

export interface RunOptions {
  /** Laid over this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called with everything on the screen so far; a signal it answers is sent, once. */
  readonly interrupt?: (screen: string) => NodeJS.Signals | undefined
  readonly timeoutMs?: number
}

const main = join(import.meta.dirname, '../../src/main.ts')

export const runSegue = async (words: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const { env = {}, interrupt, timeoutMs = 60_000 } = options
  const startedAt = performance.now()
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const signalAll = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // The group is gone already.
    }
  }
  const killWithUs = () => signalAll('SIGKILL')
  process.once('exit', killWithUs)
  let out = ''
  let screen = ''
  let interrupted = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    const signal = interrupted ? undefined : interrupt?.(screen)
    if (signal === undefined) return
    interrupted = true
    signalAll(signal)
  })
  const timer = setTimeout(() => signalAll('SIGKILL'), timeoutMs)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  clearTimeout(timer)
  process.removeListener('exit', killWithUs)
  return { code, out, screen, tookMs: performance.now() - startedAt }
}
