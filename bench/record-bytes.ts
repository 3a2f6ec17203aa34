/**
 * What an answer costs on disk, by surface: every answer leaves a decision record, so this is what a day of a
 * service adds to the log. Read from the log as `segue log stats` reads it.
 */
import { join } from 'node:path'
import { readLogStatistics } from '#adapters/sqlite'
import { createRandom } from '#domain'
import type { Claim } from './claim.ts'
import { catalogueInWords, demoData, demoListenerIds, tracksOf } from './demo-data.ts'
import { requestBytes } from './http-connection.ts'
import { createTraffic } from './listening-traffic.ts'
import { closedLoop, type Shot } from './load.ts'
import { startServer } from './server-process.ts'

/** Of one slate's record, without what records share; home is several slates, one a shelf. */
export const recordAtMostBytes = 10_240

/** Of the event beside it, which no retention lets go: whatever grows with the slate belongs in the record. */
const eventAtMostBytes = 512

export const recordBytes: Claim = {
  name: 'record-bytes',
  describe: `Bytes of decision record per answer of home, similar tracks and now playing, with ${catalogueInWords}`,
  meaning:
    'What the log stores for an answer of each surface, compressed. What records share (tracks as they were shown) is stored once and counted apart: it grows with the tracks that are shown, not with the answers. The bar is for one slate; home is as many as it has shelves. The event of an answer is kept for good, hence a bar of its own.',
  run: async (bench) => {
    const data = await demoData(bench, 'record-bytes')
    const tracks = tracksOf(data)
    const answers = bench.pace === 'full' ? 1_000 : 100
    const random = createRandom('record-bytes')
    const traffic = createTraffic(random, demoListenerIds, tracks)
    const get = (path: string): Shot => ({ request: requestBytes('GET', path) })
    const surfaces: readonly (() => Shot)[] = [
      () => get(`/v1/listeners/${demoListenerIds[random.below(demoListenerIds.length)]}/home`),
      () => get(`/v1/tracks/${tracks[random.below(tracks.length)]?.id}/similar`),
      () => traffic.nextTracks(),
    ]
    const server = await startServer(data.command, bench.profileFolder)
    let errors = 0
    try {
      for (const shot of surfaces) {
        let left = answers
        errors += (await closedLoop(server.port, 2, () => (left-- > 0 ? shot() : undefined))).errors
      }
    } finally {
      await server.stop()
    }
    const { decisions, events, shared } = readLogStatistics(join(data.folder, 'log.db'))
    const slates = events.find(({ type }) => type === 'slate.served')
    return [
      ...decisions.map(({ surface, bytesPerAnswer }) => ({
        name: `${surface}: stored per answer`,
        value: bytesPerAnswer,
        unit: 'bytes',
        ...(surface !== 'home' && { bar: { atMost: recordAtMostBytes } }),
      })),
      {
        name: 'event per answer, kept for good',
        value: Math.round(slates === undefined ? 0 : slates.bytes / slates.count),
        unit: 'bytes',
        bar: { atMost: eventAtMostBytes },
      },
      { name: 'shared by all records', value: shared.bytes, unit: 'bytes' },
      { name: 'refused', value: errors, unit: '', bar: { atMost: 0 } },
    ]
  },
}
