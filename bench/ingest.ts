/**
 * How fast the door takes events: NDJSON batches over HTTP into a server that also folds, indexes and serves. At
 * the end the server is killed without warning, and the log must hold each acknowledged event exactly once.
 */
import { join } from 'node:path'
import { openSqliteEventLog } from '#adapters/sqlite'
import type { StoredTrack } from '#catalog'
import { createRandom, type Random } from '#domain'
import { allEvents } from '../src/log/event-log.sample.ts'
import type { Claim } from './claim.ts'
import { catalogueInWords, demoData, tracksOf } from './demo-data.ts'
import { requestBytes } from './http-connection.ts'
import { closedLoop } from './load.ts'
import { ascending, percentile, percentileInterval } from './measure.ts'
import { startServer } from './server-process.ts'

const batchSize = 500
const connections = 4
const listeners = 2_000
const eventsPerSecondAtLeast = 50_000
const events = { full: 300_000, quick: 60_000 }
const warmUpBatches = 40

export const ingest: Claim = {
  name: 'ingest',
  describe: `POST /v1/events in NDJSON batches of ${batchSize} over ${connections} connections, ${events.full.toLocaleString('en')} events of ${listeners.toLocaleString('en')} listeners, with ${catalogueInWords}`,
  meaning:
    'Only events acknowledged as durable count, and the time runs until the last of them; making the bodies is not in it. The batch latencies are those of a closed loop: each connection waits for its answer before it sends again. Memory has no bar here, because these listeners are many more than the demo has.',
  run: async (bench) => {
    const data = await demoData(bench, 'ingest')
    const tracks = tracksOf(data)
    const warmUp = batches('warm', warmUpBatches, tracks)
    const measured = batches('kept', events[bench.pace] / batchSize, tracks)
    const server = await startServer(data.command, bench.profileFolder)
    const send = async (requests: readonly Buffer[]) => {
      const queue = requests.values()
      let accepted = 0
      const load = await closedLoop(server.port, connections, () => {
        const request = queue.next().value
        return (
          request && {
            request,
            answered: ({ body }) => {
              accepted += Number(/"accepted":(\d+)/.exec(body.toString())?.[1])
            },
          }
        )
      })
      return { ...load, accepted }
    }
    bench.say('warming up')
    await send(warmUp)
    bench.say(`sending ${events[bench.pace]} events`)
    const cpuBefore = await server.cpuSeconds()
    const { tookMs, errors, example, seconds, accepted } = await send(measured)
    if (example !== undefined) bench.say(`an error: ${example}`)
    const cpuSeconds = (await server.cpuSeconds()) - cpuBefore
    const memoryBytes = server.mostMemoryBytes()
    // A profile is only written by a process that ends in peace.
    await server.stop(bench.profileFolder === undefined ? 'SIGKILL' : 'SIGINT')
    bench.say('reading the log')
    const found = await findInLog(join(data.folder, 'log.db'))
    const sorted = ascending(tookMs)
    return [
      {
        name: 'acknowledged as durable',
        value: accepted / seconds,
        unit: 'events/s',
        bar: { atLeast: eventsPerSecondAtLeast },
      },
      { name: 'batch: p50', value: percentile(sorted, 0.5), unit: 'ms' },
      {
        name: 'batch: p99',
        value: percentile(sorted, 0.99),
        unit: 'ms',
        interval: percentileInterval(sorted, 0.99),
      },
      { name: 'batch: slowest', value: percentile(sorted, 1), unit: 'ms' },
      { name: 'errors', value: errors, unit: '', bar: { atMost: 0 } },
      { name: 'events refused', value: events[bench.pace] - accepted, unit: '', bar: { atMost: 0 } },
      { name: 'server CPU per 1,000 events', value: (cpuSeconds * 1e6) / accepted, unit: 'ms' },
      { name: 'server memory, most while serving', value: memoryBytes / 1e6, unit: 'MB' },
      {
        name: 'acknowledged, not in the log after kill -9',
        value: accepted - found.ids,
        unit: '',
        bar: { atMost: 0 },
      },
      { name: 'in the log twice', value: found.events - found.ids, unit: '', bar: { atMost: 0 } },
    ]
  },
}

const findInLog = async (path: string) => {
  const log = await openSqliteEventLog({ path })
  const ids = new Set<string>()
  let count = 0
  for (const { event } of await allEvents(log)) {
    if (!event.id.startsWith('kept-')) continue
    count++
    ids.add(event.id)
  }
  await log.close()
  return { ids: ids.size, events: count }
}

const batches = (name: string, count: number, tracks: readonly StoredTrack[]): readonly Buffer[] => {
  const random = createRandom(`ingest ${name}`)
  return Array.from({ length: count }, () => {
    const lines = Array.from({ length: batchSize }, () => JSON.stringify(anEvent(name, random, tracks)))
    return requestBytes('POST', '/v1/events', lines.join('\n'), 'application/x-ndjson')
  })
}

/** As a client sends them: ids at random, the hard case for the index that finds duplicates; taste skewed. */
const anEvent = (name: string, random: Random, tracks: readonly StoredTrack[]) => {
  const word = () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  const dice = random.next()
  const listener = Math.floor(listeners * random.next() ** 2)
  const track = tracks[Math.floor(tracks.length * random.next() ** 2)]
  const playedMs = random.below(track?.durationMs ?? 200_000)
  return {
    id: `${name}-${word()}-${word()}-${word()}`,
    ...(dice < 0.7 && { type: 'track.played', playedMs }),
    ...(dice >= 0.7 && dice < 0.95 && { type: 'track.skipped', positionMs: Math.floor(playedMs / 4) }),
    ...(dice >= 0.95 && { type: 'track.liked' }),
    at: new Date(Date.now() - random.below(3_600_000)).toISOString(),
    listenerId: `listener-${listener}`,
    trackId: track?.id,
    sessionId: `session-${listener}-${random.below(4)}`,
    requestId: `${word()}-${word()}`,
  }
}
