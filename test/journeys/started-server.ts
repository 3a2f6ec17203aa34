import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/**
 * A real server for a journey: the command a visitor runs, in a process of its own, on a free port, with a data
 * folder of its own. The traps closed here: a server left behind by a failed start or a dying test run, and a
 * test that begins before the server answers.
 */
export interface ServerOptions {
  /** A folder of audio files or a table of tracks, as `demo --library` takes it. */
  readonly library?: string
  /** Further words of the command line, such as `['--listeners', '30']`. */
  readonly args?: readonly string[]
  /** Laid over this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** An existing data folder to start on, which then stays after `stop`. */
  readonly data?: string
  /** `demo` builds what is missing and serves it; `serve` only serves, an empty folder if need be. */
  readonly command?: 'demo' | 'serve'
  readonly timeoutMs?: number
}

export interface StartedServer {
  /** Without a slash at the end. */
  readonly url: string
  readonly data: string
  readonly pid: number
  /** Everything the server has printed so far. */
  log(): string
  /** Ends the process, waits until it is gone, answers its exit code (null when killed). Idempotent. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Of the file of tests that runs: a test that fails half-way stops none of what it has started. */
const running = new Set<StartedServer>()
afterAll(async () => {
  await Promise.all([...running].map((server) => server.stop('SIGKILL')))
})

const main = join(import.meta.dirname, '../../src/main.ts')

/** Resolves when the server listens; rejects with all it has printed when it ends or takes too long. */
export const startServer = async (options: ServerOptions = {}): Promise<StartedServer> => {
  const { library, args = [], env = {}, command = 'demo', timeoutMs = 120_000 } = options
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'segue-journey-'))
  const words = [
    command,
    ...(command === 'serve' ? ['--create'] : []),
    '--data',
    data,
    '--port',
    '0',
    ...(library ? ['--library', library] : []),
    ...args,
  ]
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const killWithUs = () => void child.kill('SIGKILL')
  process.once('exit', killWithUs)
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      printed += error.message
      resolve(null)
    })
    child.once('exit', (code) => resolve(code))
  }).then((code) => {
    process.removeListener('exit', killWithUs)
    if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    return code
  })
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }

  const listening = new Promise<string>((resolve) => {
    const read = (text: string) => {
      printed += text
      const url = /Segue is at (http:\/\/\S+)/.exec(printed)?.[1]
      if (url) resolve(url)
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs)
  })
  const first = await Promise.race([listening, ended, late])
  clearTimeout(timer)
  if (typeof first !== 'string' || first === 'late' || child.pid === undefined) {
    await stop('SIGKILL')
    const what = first === 'late' ? `did not listen within ${timeoutMs} ms` : 'ended before it listened'
    throw new Error(`The server ${what}. It printed:\n${printed}`)
  }
  const server = { url: first.replace(/\/$/, ''), data, pid: child.pid, log: () => printed, stop }
  running.add(server)
  void ended.then(() => running.delete(server))
  return server
}
