import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { memoryOf } from './machine.ts'

/**
 * A real server in a process of its own, as `segue` starts it. Whatever ends the measuring process ends the
 * servers with it.
 */
export interface Server {
  readonly port: number
  readonly pid: number
  getJson(path: string): Promise<unknown>
  /** A number of `/metrics`; NaN when it has no such line. */
  metric(name: string): Promise<number>
  /** Where its inspector listens; undefined when it was started without. */
  readonly inspector?: string | undefined
  /** CPU seconds, user and system, of all its threads since it began. */
  cpuSeconds(): Promise<number>
  /** Resident memory, looked at four times a second since the server was ready. */
  mostMemoryBytes(): number
  /** The most it ever held, its start included; undefined where the system does not tell. */
  mostEverBytes(): number | undefined
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>
}

export const mainFile = join(import.meta.dirname, '..', 'src', 'main.ts')
/** Those of every start, see decision 0018: what is measured is what people run. */
const flags = ['--max-semi-space-size=32', '--heap-growing-percent=50']
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Runs a command of `segue` to its end. Rejects with what it said when it fails. */
export const runSegue = async (args: readonly string[]): Promise<void> => {
  const child = spawn(process.execPath, [...flags, mainFile, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.add(child)
  const said = collect(child)
  const [code] = await once(child, 'exit')
  running.delete(child)
  if (code !== 0) throw new Error(`segue ${args[0]} failed:\n${said()}`)
}

/** Starts `segue` with a command that serves (`demo …`, `serve …`) and waits until it is ready. */
export const startServer = async (
  command: readonly string[],
  profileFolder?: string | undefined,
  moreFlags: readonly string[] = [],
  more: { readonly env?: Readonly<Record<string, string>>; readonly onOutput?: (text: string) => void } = {},
): Promise<Server> => {
  if (profileFolder !== undefined) mkdirSync(profileFolder, { recursive: true })
  const profiling = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
  const child = spawn(
    process.execPath,
    [...flags, ...moreFlags, ...profiling, mainFile, ...command, '--port', '0'],
    {
      stdio: ['ignore', more.onOutput === undefined ? 'ignore' : 'pipe', 'pipe'],
      env: { ...process.env, ...more.env },
    },
  )
  running.add(child)
  child.once('exit', () => running.delete(child))
  if (more.onOutput !== undefined) child.stdout?.setEncoding('utf8').on('data', more.onOutput)
  const said = collect(child)
  const port = await portOf(child, said)
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
  const inspector = /Debugger listening on (ws:\S+)/.exec(said())?.[1]
  const metric = async (name: string) => {
    const lines = (await (await get('/metrics')).text()).split('\n')
    return Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1])
  }
  while (!(await isReady(port))) await wait(50)
  const pid = child.pid ?? Number.NaN
  let most = 0
  const look = () => {
    most = Math.max(most, memoryOf(pid)?.now ?? 0)
  }
  const looking = setInterval(look, 250)
  look()
  return {
    port,
    pid,
    getJson: async (path) => (await get(path)).json(),
    metric,
    inspector,
    cpuSeconds: () => metric('process_cpu_seconds_total'),
    // Where the system does not tell, no figure rather than a wrong one: NaN misses every bar.
    mostMemoryBytes: () => most || Number.NaN,
    mostEverBytes: () => memoryOf(pid)?.most,
    stop: async (signal = 'SIGINT') => {
      clearInterval(looking)
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

export const isReady = async (port: number): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** The last of what a process wrote to its error stream, to tell why it failed. */
const collect = (child: ChildProcess): (() => string) => {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
  })
  return () => said
}

const portOf = async (child: ChildProcess, said: () => string): Promise<number> => {
  while (child.exitCode === null && child.signalCode === null) {
    const port = /Segue is at http:\/\/[^\s]+:(\d+)/.exec(said())?.[1]
    if (port !== undefined) return Number(port)
    await wait(20)
  }
  throw new Error(`The server did not start:\n${said()}`)
}
