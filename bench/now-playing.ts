/**
 * The promise people feel: how long a player waits for what comes next. A real server over HTTP on loopback, every
 * decision durable before its answer leaves; the load comes from another process on the same cores.
 */

import { z } from 'zod'
import type { StoredTrack } from '#catalog'
import { createRandom, type Random } from '#domain'
import type { Bench, Claim, Figure } from './claim.ts'
import { catalogueInWords, demoData, demoListenerIds, demoListeners, tracksOf } from './demo-data.ts'
import { createTraffic, type Traffic } from './listening-traffic.ts'
import { type Arrivals, closedLoop, type Load, openLoop, type Shot } from './load.ts'
import { ascending, latencyFigures, percentile } from './measure.ts'
import { recordAtMostBytes } from './record-bytes.ts'
import { type Server, startServer } from './server-process.ts'

const perSecond = 300
const connections = 32
const p99AtMostMs = 15
const memoryAtMostMb = 450
const decisionsLookedAt = 200
const recordCandidates = 500

export const nowPlayingOverHttp: Claim = {
  name: 'now-playing',
  describe: `POST now-playing at ${perSecond} requests a second from ${demoListeners} listeners over HTTP with ${catalogueInWords}, each decision durable before its answer`,
  meaning: `The rate is fixed and time counts from when a request was due, so a slow server can not hide by slowing the client; up to a millisecond of timer lateness counts against us. "Even" requests come like a clock, "random" ones in bursts as from people, and "mixed" is half requests and half single events. Server and client share the cores, and loopback is no network. What a record stores is counted as in record-bytes, without the words of the ten tracks, which records share. It has a part that does not grow (the query) and one that grows with the candidates: a line through 200 records gives what ${recordCandidates} candidates take, and the largest distance above that line is added.`,
  run: async (bench) => {
    const data = await demoData(bench, 'now-playing')
    const tracks = tracksOf(data)
    const server = await startServer(data.command, bench.profileFolder)
    try {
      return await measure(bench, server, tracks)
    } finally {
      await server.stop()
    }
  },
}

const measure = async (
  { pace, say }: Bench,
  server: Server,
  tracks: readonly StoredTrack[],
): Promise<readonly Figure[]> => {
  const random = createRandom('now-playing')
  const traffic = createTraffic(random, demoListenerIds, tracks)
  const seconds = pace === 'full' ? 20 : 3
  const run = { server, random, seconds, say }
  say('warming up')
  await load({ ...run, seconds: pace === 'full' ? 10 : 3 }, 'even', () => traffic.nextTracks())
  say(`${perSecond}/s even for ${seconds} s`)
  const even = await load(run, 'even', () => traffic.nextTracks())
  say(`${perSecond}/s random for ${seconds} s`)
  const bursts = await load(run, 'random', () => traffic.nextTracks())
  say(`${perSecond}/s mixed for ${seconds} s`)
  const mixed = await mixedLoad(run, traffic)
  say('as fast as it can')
  const most = await saturate(server, traffic, seconds / 4)
  say('reading decisions')
  const records = await recordFigures(server)
  const mostEver = server.mostEverBytes()
  return [
    ...figuresOf('even', even),
    ...figuresOf('random', bursts),
    ...mixed,
    ...most,
    {
      name: 'server memory, most while serving',
      value: server.mostMemoryBytes() / 1e6,
      unit: 'MB',
      bar: { atMost: memoryAtMostMb },
    },
    ...(mostEver === undefined
      ? []
      : [{ name: 'server memory, most since its start', value: mostEver / 1e6, unit: 'MB' }]),
    ...records,
  ]
}

interface Run {
  readonly server: Server
  readonly random: Random
  readonly seconds: number
  readonly say: (words: string) => void
}

type Measured = Load & { readonly cpuSeconds: number }

const load = async (
  { server, random, seconds, say }: Run,
  arrivals: Arrivals,
  next: () => Shot,
): Promise<Measured> => {
  const before = await server.cpuSeconds()
  const done = await openLoop(server.port, { perSecond, seconds, arrivals, random, connections }, next)
  if (done.example !== undefined) say(`an error: ${done.example}`)
  return { ...done, cpuSeconds: (await server.cpuSeconds()) - before }
}

const figuresOf = (name: string, { tookMs, lateMs, errors, seconds, cpuSeconds }: Measured) => [
  ...latencyFigures(name, tookMs, p99AtMostMs),
  { name: `${name}: errors`, value: errors, unit: '', bar: { atMost: 0 } },
  { name: `${name}: answered`, value: tookMs.length / seconds, unit: 'requests/s' },
  { name: `${name}: server CPU per request`, value: (cpuSeconds * 1_000) / tookMs.length, unit: 'ms' },
  { name: `${name}: sent late, p99`, value: percentile(ascending(lateMs), 0.99), unit: 'ms' },
]

/** A request for every event; the latencies of the two kept apart. */
const mixedLoad = async (run: Run, traffic: Traffic): Promise<readonly Figure[]> => {
  const eventMs: number[] = []
  const slateMs: number[] = []
  let turn = 0
  const done = await load(run, 'random', () => {
    const isEvent = turn++ % 2 === 1
    const shot = isEvent ? traffic.listened() : traffic.nextTracks()
    return { ...shot, timed: (tookMs) => void (isEvent ? eventMs : slateMs).push(tookMs) }
  })
  return [
    ...latencyFigures('mixed: now-playing', slateMs, p99AtMostMs),
    ...latencyFigures('mixed: one event', eventMs),
    { name: 'mixed: errors', value: done.errors, unit: '', bar: { atMost: 0 } },
    {
      name: 'mixed: server CPU per request',
      value: (done.cpuSeconds * 1_000) / done.tookMs.length,
      unit: 'ms',
    },
  ]
}

const saturate = async (server: Server, traffic: Traffic, seconds: number): Promise<readonly Figure[]> => {
  const untilMs = performance.now() + seconds * 1_000
  const { tookMs, seconds: took } = await closedLoop(server.port, 16, () =>
    performance.now() < untilMs ? traffic.nextTracks() : undefined,
  )
  return [
    { name: 'as fast as it can, 16 connections', value: tookMs.length / took, unit: 'requests/s' },
    { name: 'as fast as it can: p99', value: percentile(ascending(tookMs), 0.99), unit: 'ms' },
  ]
}

const latestSchema = z.object({
  decisions: z.array(z.object({ requestId: z.string(), surface: z.string(), tier: z.string() })),
})
const decisionSchema = z.object({
  recordBytes: z.number(),
  runs: z.array(z.object({ candidates: z.array(z.unknown()) })),
})

/** What the log keeps of each of the newest decisions; and that they were answers in full, not fallbacks. */
const recordFigures = async (server: Server): Promise<readonly Figure[]> => {
  const { decisions } = latestSchema.parse(await server.getJson(`/v1/decisions?limit=${decisionsLookedAt}`))
  const ours = decisions.filter(({ surface }) => surface === 'now-playing')
  const full = ours.filter(({ tier }) => tier === 'full').length
  const bytes: number[] = []
  const counts: number[] = []
  for (const { requestId } of ours) {
    const { recordBytes, runs } = decisionSchema.parse(await server.getJson(`/v1/decisions/${requestId}`))
    bytes.push(recordBytes)
    counts.push(runs.reduce((sum, { candidates }) => sum + candidates.length, 0))
  }
  const { at, residuals } = lineThrough(counts, bytes)
  return [
    { name: 'answers in full', value: full / ours.length, unit: '', bar: { atLeast: 1 } },
    { name: 'record: candidates, p50', value: percentile(ascending(counts), 0.5), unit: '' },
    { name: 'record: stored, p50', value: percentile(ascending(bytes), 0.5), unit: 'bytes' },
    { name: 'record: stored, largest', value: percentile(ascending(bytes), 1), unit: 'bytes' },
    {
      name: `record: of ${recordCandidates} candidates, on the line`,
      value: at(recordCandidates),
      unit: 'bytes',
    },
    {
      name: `record: of ${recordCandidates} candidates, largest`,
      value: at(recordCandidates) + Math.max(...residuals),
      unit: 'bytes',
      bar: { atMost: recordAtMostBytes },
    },
  ]
}

/** The least-squares line through points, and how far each point lies above it. */
const lineThrough = (xs: readonly number[], ys: readonly number[]) => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const covariance = mean(xs.map((x, i) => (x - meanX) * ((ys[i] ?? 0) - meanY)))
  const variance = mean(xs.map((x) => (x - meanX) ** 2))
  const slope = variance === 0 ? 0 : covariance / variance
  const at = (x: number) => meanY + slope * (x - meanX)
  return { at, residuals: ys.map((y, i) => y - at(xs[i] ?? 0)) }
}
