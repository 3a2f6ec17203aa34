/**
 * The first minute of a newcomer: `npm start` on a fresh checkout with its packages installed, then again, then
 * again after a kill. Nothing that was built before is there; the packages are those of this checkout.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Claim, Figure } from './claim.ts'
import { memoryOf, processesOfGroup } from './machine.ts'
import { isReady } from './server-process.ts'

const root = join(import.meta.dirname, '..')
const notInACheckout = new Set(['node_modules', '.git', '.segue', '.build', 'dist', 'coverage'])

export const start: Claim = {
  name: 'start',
  describe: `npm start on a copy of the checkout with nothing built, until the console and /readyz answer; the catalogue ${process.env.SEGUE_MIRROR === undefined ? 'fetched as a visitor fetches it' : 'from SEGUE_MIRROR, not from the internet'}`,
  meaning:
    'From the command to the first page, with kernels, console, catalogue, 300 simulated listeners and models built on the way; `npm ci` and a download are not in it. The second start finds all of it built. The third follows a kill -9.',
  run: async ({ scratch, say }) => {
    const copy = join(scratch, 'start')
    cpSync(root, copy, {
      recursive: true,
      filter: (path) => path === root || !notInACheckout.has(basename(path)),
    })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    try {
      say('first start')
      const first = await npmStart(copy, 'SIGINT')
      say('second start')
      const second = await npmStart(copy, 'SIGKILL')
      say('after a kill')
      const third = await npmStart(copy, 'SIGINT')
      return [
        { name: 'first start: console answers', value: first.pageSeconds, unit: 's', bar: { atMost: 60 } },
        { name: 'first start: ready', value: first.readySeconds, unit: 's', bar: { atMost: 60 } },
        ...memoryFigure('first start', first.server),
        { name: 'second start: console answers', value: second.pageSeconds, unit: 's', bar: { atMost: 5 } },
        { name: 'second start: ready', value: second.readySeconds, unit: 's', bar: { atMost: 5 } },
        ...memoryFigure('second start', second.server),
        { name: 'start after kill -9: ready', value: third.readySeconds, unit: 's', bar: { atMost: 10 } },
        { name: 'stop on Ctrl-C', value: first.stopSeconds, unit: 's' },
      ]
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  },
}

const memoryFigure = (
  name: string,
  server: { readonly now: number; readonly most: number } | undefined,
): readonly Figure[] =>
  server === undefined
    ? []
    : [
        {
          name: `${name}: server memory when ready`,
          value: server.now / 1e6,
          unit: 'MB',
          bar: { atMost: 600 },
        },
        { name: `${name}: server memory, most until then`, value: server.most / 1e6, unit: 'MB' },
      ]

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL')
})

/** Starts, waits until it serves, and ends it with a signal to npm and all it started, as a terminal does. */
const npmStart = async (folder: string, ending: 'SIGINT' | 'SIGKILL') => {
  const port = await freePort()
  const startedMs = performance.now()
  const secondsSince = (fromMs: number) => (performance.now() - fromMs) / 1_000
  const child = spawn('npm', ['start', '--silent', '--', '--port', `${port}`], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.add(child)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
  })
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) {
      if (child.exitCode !== null) throw new Error(`npm start failed:\n${said}`)
      await wait(20)
    }
    return secondsSince(startedMs)
  }
  try {
    const pageSeconds = await until(() => answers(port))
    const readySeconds = await until(() => isReady(port))
    const group = child.pid ?? Number.NaN
    const memory = processesOfGroup(group).map((pid) => memoryOf(pid) ?? { now: 0, most: 0 })
    const stoppingMs = performance.now()
    signalGroup(child, ending)
    // A killed process that nobody buries still counts as one of the group, so not without end.
    while (signalGroup(child, 0) && secondsSince(stoppingMs) < 15) await wait(20)
    // Of all that npm started, the server is the largest.
    const [server] = memory.toSorted((a, b) => b.now - a.now)
    return { pageSeconds, readySeconds, server, stopSeconds: secondsSince(stoppingMs) }
  } finally {
    signalGroup(child, 'SIGKILL')
    running.delete(child)
  }
}

/** False when nobody is left to signal. */
const signalGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean => {
  try {
    return pid !== undefined && process.kill(-pid, signal)
  } catch {
    return false
  }
}

const answers = async (port: number): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`)
    return response.ok && (await response.text()).includes('<div')
  } catch {
    return false
  }
}

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') failed(new Error('no port'))
        else found(address.port)
      })
    })
  })
