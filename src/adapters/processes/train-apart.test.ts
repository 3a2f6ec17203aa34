import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, instant } from '#domain'
import { createRegistry, createTrainer, type Trainer, type TrainingProgress } from '#models'
import { sampleTrack } from '../../catalog/catalog-store.sample.ts'
import { runApart, startAgain } from './run-apart.ts'
import { tellParent } from './tell-parent.ts'
import { createTrainerApart } from './train-apart.ts'
import type { TrainingMessage } from './training-messages.ts'

/** Whatever the other process does: it is told in one sentence, and in time. */
const never = new AbortController().signal
const clock = () => instant(1_795_000_000_000)

/** A process that runs these lines instead of a training. */
const training = (lines: string, options: { readonly silenceMs?: number } = {}) =>
  createTrainerApart({ args: ['--max-old-space-size=24', '--eval', lines], ...options })

const trainHere = async (train: Trainer) => {
  const told: TrainingMessage[] = []
  const code = await tellParent({
    train,
    signal: never,
    stopwatch: () => 0,
    send: async (message) => void told.push(structuredClone(message)),
  })
  expect(code).toBe(told.at(-1)?.kind === 'trained' ? 0 : 1)
  return told
}

const registry = createRegistry(createMemoryArtifactStore())
const catalog = openCatalog(openSqliteCatalogStore({ path: ':memory:' }))
await catalog.upsert([sampleTrack('a'), sampleTrack('b')])
const here = createTrainer({ log: createMemoryEventLog(), catalog, registry, clock })

test('what a training tells is what its parent hears: every step and, in the end, the manifests', async () => {
  const told = await trainHere(here)
  const heard: TrainingProgress[] = []
  const sent = `for (const message of ${JSON.stringify(told)}) process.send(message)`
  const manifests = await training(sent)((progress) => heard.push(progress), never)
  expect(manifests).toEqual(await here(() => {}, never))
  expect(heard.length).toBeGreaterThan(0)
  expect(told.slice(0, -1)).toEqual(heard.map((progress) => ({ kind: 'progress', progress })))
})

test('a training that fails tells its parent the code and the sentence, and where in the code when it is our fault', async () => {
  const [refused] = await trainHere(() => Promise.reject(new AppError('disk-full', 'Free some space.')))
  expect(refused).toEqual({ kind: 'failed', code: 'disk-full', message: 'Free some space.' })
  const failing = training(`process.send(${JSON.stringify(refused)}); process.exitCode = 1`)
  await expect(failing(() => {}, never)).rejects.toMatchObject({
    code: 'disk-full',
    message: 'Free some space.',
  })
  const [broken] = await trainHere(() => Promise.reject(new TypeError('x is not a function')))
  expect(broken).toMatchObject({ kind: 'failed', code: 'internal', stack: expect.stringMatching(/ at /) })
  await expect(training(`process.send(${JSON.stringify(broken)})`)(() => {}, never)).rejects.toMatchObject({
    code: 'internal',
    stack: broken?.kind === 'failed' && broken.stack,
  })
})

const hungry = 'const all = []; for (;;) all.push(new Array(100_000).fill(all.length))'
const ends: readonly (readonly [string, string, RegExp])[] = [
  ['ends without a word', '', /ended by code 0 before it was done/],
  ['ends with a fault', 'process.exit(3)', /ended by code 3/],
  ['is killed', "process.kill(process.pid, 'SIGKILL')", /ended by SIGKILL.*short of memory/],
  ['takes more memory than there is', hungry, /ended by (SIG|code 134).*short of memory/],
  ['says something else', "process.send({ kind: 'progress', at: 'home' })", /no message of a training/],
  ['says of what no code is', "process.send({ kind: 'failed', code: 'x', message: '' })", /no message/],
]
test.each(ends)(
  'a process that %s is a training that failed, and what to do is said [promise: training-apart]',
  async (_how, lines, sentence) => {
    await expect(training(lines)(() => {}, never)).rejects.toMatchObject({
      code: 'training-failed',
      category: 'dependency',
      message: expect.stringMatching(sentence),
    })
  },
)

test('a process that makes no step any more is ended [promise: training-apart]', async () => {
  const step: TrainingProgress = { step: 'events', done: 1, total: 2, perSecond: 0 }
  const hangs = `process.send(${JSON.stringify({ kind: 'progress', progress: step })}); setTimeout(() => {}, 20_000)`
  const hanging = training(hangs, { silenceMs: 1_000 })(() => {}, never)
  await expect(hanging).rejects.toMatchObject({
    code: 'training-failed',
    message: expect.stringMatching(/no step for 1 s/),
  })
})

test('a training that takes longer than its patience goes on as long as it makes steps [promise: training-apart]', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const progress: TrainingProgress = { step: 'events', done: 1, total: 2, perSecond: 0 }
    const told: TrainingMessage[] = [
      ...Array.from({ length: 5 }, (): TrainingMessage => ({ kind: 'progress', progress })),
      { kind: 'trained', manifests: [] },
    ]
    const sent = `for (const message of ${JSON.stringify(told)}) process.send(message)`
    let steps = 0
    const step = () => {
      steps += 1
      vi.advanceTimersByTime(900)
    }
    expect(await training(sent, { silenceMs: 1_000 })(step, never)).toEqual([])
    expect(steps).toBe(5)
  } finally {
    vi.useRealTimers()
  }
})

test('a training that is stopped ends its process and says that it was stopped', async () => {
  const stop = new AbortController()
  const lines = `setInterval(() => {}, 1_000); process.send({ kind: 'progress', progress: { step: String(process.pid), done: 0, total: 1, perSecond: 0 } })`
  let pid = 0
  const stopped = training(lines)(({ step }) => {
    pid = Number(step)
    stop.abort()
  }, stop.signal)
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  expect(isRunning(pid)).toBe(false)
  await expect(training('')(() => {}, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
})

test('a parent hears of a few steps a second, and of the last in any case', async () => {
  let now = 0
  const told: TrainingMessage[] = []
  const train: Trainer = async (report) => {
    for (let done = 1; done <= 1_000; done++, now++)
      report({ step: 'events', done, total: 1_000, perSecond: 0 })
    return []
  }
  const send = async (message: TrainingMessage) => void told.push(message)
  await tellParent({ train, signal: never, stopwatch: () => now, send })
  const heard = told.flatMap((message) => (message.kind === 'progress' ? [message.progress.done] : []))
  expect(heard).toEqual([1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1_000])
})

test('a process that does not stop when it is asked to is ended [promise: training-apart]', async () => {
  const stop = new AbortController()
  const lines =
    "process.on('SIGTERM', () => {}); process.send('deaf'); setTimeout(() => process.disconnect(), 20_000)"
  const hear = () => stop.abort()
  const ended = await runApart({ args: ['--eval', lines], signal: stop.signal, hear, graceMs: 100 })
  expect(ended).toEqual({ code: null, signal: 'SIGKILL', wasSilent: false })
})

test('a process ends with the one that started it, also when that one is killed [promise: training-apart]', async () => {
  const file = (name: string) => JSON.stringify(join(import.meta.dirname, name))
  const child = `import { endWithParent } from ${file('end-with-parent.ts')}
    endWithParent(); console.log(process.pid); setInterval(() => {}, 1_000)`
  const parent = `import { runApart } from ${file('run-apart.ts')}
    await runApart({ args: ['--input-type=module', '--eval', ${JSON.stringify(child)}], signal: new AbortController().signal })`
  const started = spawn(process.execPath, ['--input-type=module', '--eval', parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(started.stdout, 'data')
  const pid = Number(String(said))
  expect(isRunning(pid)).toBe(true)
  started.kill('SIGKILL')
  try {
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 })
  } finally {
    // One that stayed would hold the output of this run open.
    if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  }
})

test('a process ends whose parent was gone before it asked [promise: training-apart]', async () => {
  const late = `import { endWithParent } from ${JSON.stringify(join(import.meta.dirname, 'end-with-parent.ts'))}
    process.once('disconnect', () => setImmediate(() => {
      endWithParent(); setTimeout(() => process.exit(0), 5_000)
    }))
    process.disconnect()`
  const ended = await runApart({ args: ['--input-type=module', '--eval', late], signal: never })
  expect(ended).toEqual({ code: 130, signal: null, wasSilent: false })
})

test('Segue is started again as it was started, without the port that it is inspected by', () => {
  const given = ['--max-semi-space-size=32', '--inspect', '--inspect-brk=127.0.0.1:9229', '--heap-prof']
  expect(startAgain(given, '/segue/main.ts')).toEqual([
    '--max-semi-space-size=32',
    '--heap-prof',
    '/segue/main.ts',
  ])
})

const isRunning = (pid: number): boolean => {
  expect(pid).toBeGreaterThan(1)
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
