/**
 * Whether a server that runs on stays as it is: resident memory and the log's file under ten minutes of load, with
 * a bound on decision records that is met half way. What grows by the request shows here as a slope; a peak, or a
 * run of seconds, would hide it.
 */
import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { createRandom } from '#domain'
import type { Bench, Claim, Figure } from './claim.ts'
import { collectGarbage } from './collect-garbage.ts'
import { catalogueInWords, demoData, demoListenerIds, demoListeners, tracksOf } from './demo-data.ts'
import { createTraffic } from './listening-traffic.ts'
import { openLoop } from './load.ts'
import { memoryOf } from './machine.ts'
import { ascending, percentile, slopeOf } from './measure.ts'
import { mainFile, type Server, startServer } from './server-process.ts'

/** Less than a busy machine can take: a load that falls behind measures the queue before the server. */
const perSecond = 40
/** Of so many requests one is an event, the others ask for what comes next. */
const oneEventIn = 4
const decisionsMib = 64
const sampleEveryMs = 2_000
const statisticsEveryMs = 15_000
const mib = 1_048_576
const looksAtHeap = 8
const betweenLooksMs = 5_000
/** MiB in ten minutes. A server that keeps 1.65 KB of every answer, as the first release did, grows by 28. */
const heapGrowthAtMost = 8
/** MiB a minute. Trainings in the process that serves, and a heap that may grow to three times what it keeps, took 17. */
const slopeAtMost = 5

export const memory: Claim = {
  name: 'memory',
  describe: `ten minutes of ${perSecond} requests a second, three in four of them now-playing and the others single events, from ${demoListeners} listeners over HTTP with ${catalogueInWords} and --decisions-mib ${decisionsMib}`,
  meaning: `Resident memory is read every ${sampleEveryMs / 1_000} s after a minute of warming up. The slope is the least-squares line through the medians of the minutes, its range the 95% interval of that line were the medians independent. The models are trained again every five minutes under load, by another process, which is not in it. It goes up and down as V8 puts off collecting; what a server keeps is told by the heap after a full collection, asked for before and after the ten minutes. Keeping 1.65 KB of every answer, as the first release did, would be 28 MiB there. Decision records and the words they share are counted by \`segue log stats\` while the server runs: they grow until their bound and stay below it, give or take what ten seconds bring. The file of the log holds events too, which are kept for ever, and up to 8 MiB of free pages for the next records.`,
  run: async (bench) => {
    const data = await demoData(bench, 'memory')
    const tracks = tracksOf(data)
    const command = [...data.command, '--decisions-mib', `${decisionsMib}`]
    const server = await startServer(command, bench.profileFolder, ['--inspect=127.0.0.1:0'])
    const random = createRandom('memory')
    const traffic = createTraffic(random, demoListenerIds, tracks)
    const load = (seconds: number) => {
      let turn = 0
      return openLoop(server.port, { perSecond, seconds, arrivals: 'random', random, connections: 32 }, () =>
        ++turn % oneEventIn === 0 ? traffic.listened() : traffic.nextTracks(),
      )
    }
    try {
      const full = bench.pace === 'full'
      bench.say('warming up')
      await load(full ? 60 : 5)
      const before = await heapInUse(server)
      bench.say(`heap in use ${before.toFixed(1)} MiB`)
      const samples = watch(bench, server, data.folder)
      const { errors, example, tookMs, seconds } = await load(full ? 600 : 60)
      if (example !== undefined) bench.say(`an error: ${example}`)
      const { resident, log } = await samples.stop()
      const after = await heapInUse(server)
      bench.say(`heap in use ${after.toFixed(1)} MiB`)
      return [
        { name: 'answered', value: tookMs.length / seconds, unit: 'requests/s' },
        { name: 'errors', value: errors, unit: '', bar: { atMost: 0 } },
        ...residentFigures(resident),
        { name: 'heap in use, collected: at the start', value: before, unit: 'MiB' },
        { name: 'heap in use, collected: at the end', value: after, unit: 'MiB' },
        {
          name: 'heap in use, collected: growth',
          value: after - before,
          unit: 'MiB',
          bar: { atMost: heapGrowthAtMost },
        },
        ...logFigures(log),
      ]
    } finally {
      await server.stop()
    }
  },
}

/**
 * What is left on the heap of a server, and of its buffers, when all that is not needed is gone; in MiB. The least of
 * some looks without load, as a training may be under way at any one of them.
 */
const heapInUse = async ({ inspector, metric }: Server): Promise<number> => {
  if (inspector === undefined) return Number.NaN
  let least = Number.POSITIVE_INFINITY
  for (let look = 0; look < looksAtHeap; look++) {
    if (look > 0) await wait(betweenLooksMs)
    await collectGarbage(inspector)
    const [heap, buffers] = [
      await metric('nodejs_heap_size_used_bytes'),
      await metric('nodejs_external_memory_bytes'),
    ]
    least = Math.min(least, (heap + buffers) / mib)
  }
  return least
}

interface Held {
  readonly atMs: number
  readonly records: number
  readonly file: number
  readonly free: number
}

const statisticsSchema = z.object({
  decisions: z.array(z.object({ bytes: z.number() })),
  shared: z.object({ bytes: z.number() }),
  freeBytes: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.number() })),
})

/** Looks at the server and its log until it is told to stop. */
const watch = ({ say }: Bench, server: Server, folder: string) => {
  const startMs = performance.now()
  const resident: number[] = []
  const log: Held[] = []
  const look = () => void resident.push((memoryOf(server.pid)?.now ?? Number.NaN) / mib)
  const count = async () => {
    // As people ask, in a process of its own: counting a whole log here would hold the load up.
    const { stdout } = await promisify(execFile)(process.execPath, [
      mainFile,
      ...['log', 'stats', '--json', '--data', folder],
    ])
    const { decisions, shared, freeBytes, files } = statisticsSchema.parse(JSON.parse(stdout))
    const records = decisions.reduce((sum, { bytes }) => sum + bytes, shared.bytes)
    const file = files.find(({ name }) => name === 'log.db')?.bytes ?? Number.NaN
    const held = { records: records / mib, file: file / mib, free: freeBytes / mib }
    log.push({ atMs: performance.now() - startMs, ...held })
    const words = Object.entries({ memory: resident.at(-1) ?? Number.NaN, ...held })
    say(words.map(([name, value]) => `${name} ${value.toFixed(1)} MiB`).join(', '))
  }
  const stopping = new AbortController()
  const countNowAndThen = async () => {
    while (!stopping.signal.aborted) {
      await count()
      await wait(statisticsEveryMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const looking = setInterval(look, sampleEveryMs)
  const counting = countNowAndThen()
  return {
    async stop() {
      clearInterval(looking)
      stopping.abort()
      await counting
      return { resident, log }
    },
  }
}

const median = (values: readonly number[]): number => percentile(ascending(values), 0.5)

const residentFigures = (resident: readonly number[]): readonly Figure[] => {
  const perMinute = Math.max(1, Math.round(60_000 / sampleEveryMs))
  const minutes = Array.from({ length: Math.floor(resident.length / perMinute) }, (_, minute) =>
    median(resident.slice(minute * perMinute, (minute + 1) * perMinute)),
  )
  const { slope, interval } = slopeOf(minutes)
  return [
    { name: 'memory: median of the first minute', value: minutes[0] ?? Number.NaN, unit: 'MiB' },
    { name: 'memory: median of the last minute', value: minutes.at(-1) ?? Number.NaN, unit: 'MiB' },
    { name: 'memory: most', value: Math.max(...resident), unit: 'MiB', course: resident },
    { name: 'memory: slope', value: slope, unit: 'MiB/min', interval, bar: { atMost: slopeAtMost } },
  ]
}

const logFigures = (log: readonly Held[]): readonly Figure[] => {
  const isBound = ({ records }: Held) => records > decisionsMib * 0.98
  const bound = log.findIndex(isBound)
  const growing = bound < 0 ? log : log.slice(0, bound)
  const kept = bound < 0 ? [] : log.slice(bound + 1)
  const most = Math.max(...log.map(({ records }) => records))
  return [
    {
      name: 'decision records and their words: most',
      value: most,
      unit: 'MiB',
      bar: { atMost: decisionsMib * 1.1 },
      course: log.map(({ records }) => records),
    },
    {
      name: 'log.db: at the end',
      value: log.at(-1)?.file ?? Number.NaN,
      unit: 'MiB',
      course: log.map(({ file }) => file),
    },
    { name: 'log.db: free pages at the end', value: log.at(-1)?.free ?? Number.NaN, unit: 'MiB' },
    { name: 'log.db: growth before the bound', value: growthOf(growing), unit: 'MiB/min' },
    { name: 'log.db: growth at the bound', value: growthOf(kept), unit: 'MiB/min' },
  ]
}

const growthOf = (log: readonly Held[]): number => {
  const [first, last] = [log[0], log.at(-1)]
  if (first === undefined || last === undefined || first === last) return Number.NaN
  return (last.file - first.file) / ((last.atMs - first.atMs) / 60_000)
}
