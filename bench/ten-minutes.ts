import { setTimeout as wait } from 'node:timers/promises'
import type { StoredTrack } from '#catalog'
import type { Random } from '#domain'
import { startBareThread } from './bare-thread.ts'
import type { Bench, Figure } from './claim.ts'
import { openConnection, requestBytes } from './http-connection.ts'
import type { Traffic } from './listening-traffic.ts'
import { openLoop } from './load.ts'
import { memoryOf } from './machine.ts'
import { ascending, latencyFigures, percentile, slopeOf } from './measure.ts'
import type { WatchedServer } from './watched-server.ts'

/** Ten minutes of load with everything in it that a server does beside: a training, an import, states that are saved. */
const perSecond = 300
const sampleEveryMs = 2_000
const mib = 1_048_576
const importedTracks = 2_000

export const tenMinutes = async (setting: {
  readonly bench: Bench
  readonly server: WatchedServer
  readonly tracks: readonly StoredTrack[]
  readonly traffic: Traffic
  readonly random: Random
}): Promise<readonly Figure[]> => {
  const { bench, server, tracks, traffic, random } = setting
  const seconds = bench.pace === 'full' ? 600 : 20
  bench.say(`${perSecond} pairs/s for ${seconds} s, with an import and trainings`)
  const resident: number[] = []
  const look = () => void resident.push((memoryOf(server.pid)?.now ?? Number.NaN) / mib)
  const looking = setInterval(look, sampleEveryMs)
  const bare = startBareThread()
  const fromMs = performance.timeOrigin + performance.now()
  const tookMs: number[] = []
  const importing = wait((seconds * 1_000) / 3).then(() => importTracks(server, tracks))
  const { errors, example } = await openLoop(
    server.port,
    { perSecond, seconds, random, arrivals: 'random', connections: 64 },
    () => traffic.listenedOn((one) => void tookMs.push(one)),
  )
  clearInterval(looking)
  const bareHeld = await bare.stop()
  if (example !== undefined) bench.say(`an error: ${example}`)
  const imported = await importing
  await wait(1_500)
  const watched = server.seconds().filter(({ atMs }) => atMs >= fromMs)
  const held = watched.map(({ heldMs }) => heldMs)
  const collected = watched.flatMap(({ collections }) => collections.map(([, tookMs]) => tookMs))
  return [
    ...latencyFigures('ten minutes: now-playing', tookMs),
    { name: 'ten minutes: errors', value: errors, unit: '', bar: { atMost: 0 } },
    {
      name: 'ten minutes: tracks imported meanwhile',
      value: imported,
      unit: '',
      bar: { atLeast: importedTracks },
    },
    {
      name: 'ten minutes: thread held, longest',
      value: Math.max(...held),
      unit: 'ms',
      bar: { atMost: 10 },
      course: held,
    },
    {
      name: 'ten minutes: seconds with a hold above 10 ms',
      value: held.filter((ms) => ms > 10).length,
      unit: '',
    },
    { name: 'ten minutes: bare thread held, longest', value: Math.max(...bareHeld), unit: 'ms' },
    {
      name: 'ten minutes: seconds with a bare thread held above 10 ms',
      value: bareHeld.filter((ms) => ms > 10).length,
      unit: '',
    },
    { name: 'ten minutes: longest collection', value: Math.max(0, ...collected), unit: 'ms' },
    ...residentFigures(resident, seconds / 60),
  ]
}

/** Changes the year of some tracks, as an import that comes again with corrections does. */
const importTracks = async ({ port }: WatchedServer, tracks: readonly StoredTrack[]): Promise<number> => {
  const some = tracks.slice(0, importedTracks)
  const lines = some.map(({ key: _key, recordingId: _recording, ...track }) =>
    JSON.stringify({ ...track, year: (track.year ?? 1990) - 1 }),
  )
  const connection = await openConnection(port)
  const { status, body } = await connection.ask(
    requestBytes('PUT', '/v1/catalog/tracks', lines.join('\n'), 'application/x-ndjson'),
  )
  connection.close()
  if (status !== 200) throw new Error(`the import was answered ${status}: ${body.toString('utf8', 0, 300)}`)
  return some.length
}

const residentFigures = (resident: readonly number[], took: number): readonly Figure[] => {
  const perMinute = 60_000 / sampleEveryMs
  const minutes = Array.from({ length: Math.floor(resident.length / perMinute) }, (_, minute) =>
    percentile(ascending(resident.slice(minute * perMinute, (minute + 1) * perMinute)), 0.5),
  )
  const { slope, interval } = slopeOf(minutes)
  return [
    {
      name: 'ten minutes: resident memory, most',
      value: Math.max(...resident),
      unit: 'MiB',
      bar: { atMost: 450 },
      course: resident,
      pictureMinutes: took,
    },
    {
      name: 'ten minutes: resident memory, slope',
      value: slope,
      unit: 'MiB/min',
      interval,
      bar: { atMost: 5 },
    },
  ]
}
