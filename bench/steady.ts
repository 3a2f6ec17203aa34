/**
 * Whether requests are steady: each now-playing follows an event of its listener, as in life, and what the disk and the
 * collector take is told apart from what is ours, so that a noisy disk can neither be mistaken for us nor hide us.
 */
import type { StoredTrack } from '#catalog'
import { createRandom, type Random } from '#domain'
import { startBareWriter } from './bare-writer.ts'
import type { Bench, Claim, Figure } from './claim.ts'
import { catalogueInWords, demoData, demoListenerIds, demoListeners, tracksOf } from './demo-data.ts'
import { createTraffic, type Traffic } from './listening-traffic.ts'
import { closedLoop, openLoop } from './load.ts'
import { ascending, latencyFigures, percentile } from './measure.ts'
import { ownTimes, type Timed, timedFrom } from './own-time.ts'
import { tenMinutes } from './ten-minutes.ts'
import { startWatchedServer, type WatchedServer } from './watched-server.ts'

/** What a decision and its event take in the log, about. */
const bytesAFlush = 4_096
const rates = [
  { perSecond: 300, ownAtMostMs: 5, beyondDiskMs: 8 },
  { perSecond: 1_000, ownAtMostMs: undefined, beyondDiskMs: 15 },
] as const

export const steady: Claim = {
  name: 'steady',
  describe: `an event of a listener, then now-playing for the same listener, at ${rates.map(({ perSecond }) => perSecond).join(' and ')} such pairs a second, from ${demoListeners} listeners over HTTP with ${catalogueInWords}, each decision durable before its answer`,
  meaning:
    'Pairs come at random times that are fixed ahead; nothing is sent before it is due, and an event counts from when it was due, a now-playing from the answer to its event. "Bare flush" is a thread that appends 4 KiB for each decision at the rate of the load and flushes, beside the server, on the same disk, in the same seconds: what durability costs whoever writes. Own time is the whole less the collections that fell into it and less the wait for the log (as `server-timing` says it), of which at most the bare flush\'s p99 is taken off: what the log takes beyond a bare disk is ours. Allocation is read from `--trace-gc`, of the heaps of all threads, and shared out over pairs: one request is a now-playing with its event. Server and client share the cores.',
  run: async (bench) => {
    const data = await demoData(bench, 'steady')
    const tracks = tracksOf(data)
    const server = await startWatchedServer(data, bench)
    try {
      return await measure({ bench, server, folder: data.folder, tracks })
    } finally {
      await server.stop()
    }
  },
}

interface Setting {
  readonly bench: Bench
  readonly server: WatchedServer
  readonly folder: string
  readonly tracks: readonly StoredTrack[]
}

const measure = async (setting: Setting): Promise<readonly Figure[]> => {
  const { bench, server, tracks } = setting
  const random = createRandom('steady')
  const traffic = createTraffic(random, demoListenerIds, tracks)
  const full = bench.pace === 'full'
  bench.say('warming up')
  await openLoop(server.port, loop(100, full ? 20 : 3, random), () => traffic.listenedOn(() => {}))
  const figures: Figure[] = []
  for (const rate of rates) {
    bench.say(`${rate.perSecond} pairs/s`)
    figures.push(...(await atRate(setting, { ...rate, seconds: full ? 30 : 3 }, traffic, random)))
  }
  bench.say('as fast as it can')
  figures.push(...(await saturate(server, traffic, full ? 15 : 3)))
  figures.push(...(await tenMinutes({ ...setting, traffic, random })))
  return figures
}

const loop = (perSecond: number, seconds: number, random: Random) => ({
  ...{ perSecond, seconds, random },
  arrivals: 'random' as const,
  connections: 64,
})

type Rate = (typeof rates)[number] & { readonly seconds: number }

const atRate = async (
  { server, folder, bench }: Setting,
  { perSecond, seconds, ownAtMostMs, beyondDiskMs }: Rate,
  traffic: Traffic,
  random: Random,
): Promise<readonly Figure[]> => {
  const name = `${perSecond}/s`
  const timed: Timed[] = []
  const bare = startBareWriter({ folder, perSecond, bytes: bytesAFlush })
  const before = { cpu: await server.cpuSeconds(), bytes: server.allocatedBytes() }
  const eventMs: number[] = []
  const next = () =>
    traffic.listenedOn(
      (...one) => void timed.push(timedFrom(...one)),
      (tookMs) => void eventMs.push(tookMs),
    )
  const { errors, example, lateMs } = await openLoop(server.port, loop(perSecond, seconds, random), next)
  const after = { cpu: await server.cpuSeconds(), bytes: server.allocatedBytes() }
  if (example !== undefined) bench.say(`an error: ${example}`)
  const flushes = ascending(await bare.stop())
  const flushP99 = percentile(flushes, 0.99)
  const own = ownTimes(timed, await server.collections(), flushP99)
  const whole = timed.map(({ tookMs }) => tookMs)
  return [
    ...latencyFigures(`${name}: now-playing`, whole, flushP99 + beyondDiskMs),
    ...latencyFigures(`${name}: one event`, eventMs),
    ...latencyFigures(`${name}: bare flush`, flushes),
    ...latencyFigures(`${name}: wait for the log`, own.logMs),
    ...latencyFigures(`${name}: collections in a request`, own.collectedMs),
    ...latencyFigures(`${name}: own time`, own.ownMs, ownAtMostMs),
    { name: `${name}: errors`, value: errors, unit: '', bar: { atMost: 0 } },
    { name: `${name}: sent late, p99`, value: percentile(ascending(lateMs), 0.99), unit: 'ms' },
    {
      name: `${name}: CPU, all threads`,
      value: ((after.cpu - before.cpu) * 1_000) / timed.length,
      unit: 'ms/request',
      bar: { atMost: 0.8 },
    },
    {
      name: `${name}: allocated on heaps`,
      value: (after.bytes - before.bytes) / timed.length / 1_024,
      unit: 'KiB/request',
      bar: { atMost: 200 },
    },
  ]
}

const saturate = async (
  { port }: WatchedServer,
  traffic: Traffic,
  seconds: number,
): Promise<readonly Figure[]> => {
  const untilMs = performance.now() + seconds * 1_000
  const tookMs: number[] = []
  const { seconds: took, errors } = await closedLoop(port, 16, () =>
    performance.now() < untilMs ? traffic.listenedOn((one) => void tookMs.push(one)) : undefined,
  )
  return [
    {
      name: 'as fast as it can, 16 connections: now-playing',
      value: tookMs.length / took,
      unit: 'requests/s',
      bar: { atLeast: 1_500 },
    },
    { name: 'as fast as it can: errors', value: errors, unit: '', bar: { atMost: 0 } },
    { name: 'as fast as it can: p99', value: percentile(ascending(tookMs), 0.99), unit: 'ms' },
  ]
}
