import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createMemoryArtifactStore } from '#adapters/artifacts'
import { createMemoryEventLog, createMemoryStateStore } from '#adapters/memory'
import { openSqliteCatalogStore } from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { AppError, artistId, instant, recordingId, releaseId, trackId } from '#domain'
import { createHttpApp, listenOn } from '#edges/http'
import { createFeatures, features } from '#features'
import { createRegistry } from '#models'
import { assembleServices } from '#operations'

/**
 * The whole HTTP edge on a free port, on stores in memory, with two tracks (one with audio) and a disk that can be
 * made to fill up. For tests of the edge itself; what a visitor starts is in `journeys/started-server.ts`.
 */
export const serveInMemory = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-edge-'))
  const audioPath = join(folder, 'song.wav')
  writeFileSync(audioPath, 'RIFF and ten more bytes')
  const store = openSqliteCatalogStore({ path: ':memory:' })
  const log = createMemoryEventLog()
  const faults: unknown[] = []
  let isFull = false
  let isUnreadable = false
  const refuseWhenFull = () => {
    if (isFull) throw new AppError('disk-full', `The disk of ${folder} is full: free some space.`)
  }
  const refuseUnreadable =
    <Asked extends readonly unknown[], Answer>(read: (...asked: Asked) => Answer) =>
    async (...asked: Asked): Promise<Awaited<Answer>> => {
      if (isUnreadable) throw new AppError('storage-failed', `A file in ${folder} can't be read.`)
      return await read(...asked)
    }
  const online = createFeatures({ store: createMemoryStateStore(), features })
  const catalog = openCatalog({
    ...store,
    upsert: async (...asked) => {
      refuseWhenFull()
      return store.upsert(...asked)
    },
    takeDown: async (...asked) => {
      refuseWhenFull()
      return store.takeDown(...asked)
    },
    lift: async (...asked) => {
      refuseWhenFull()
      return store.lift(...asked)
    },
  })
  let ids = 0
  const { services, serving } = await assembleServices({
    log: {
      ...log,
      latest: refuseUnreadable(log.latest),
      find: refuseUnreadable(log.find),
      record: refuseUnreadable(log.record),
      decisions: refuseUnreadable(log.decisions),
      append: async (entries) => {
        refuseWhenFull()
        return log.append(entries)
      },
    },
    catalog,
    features: {
      ...online,
      get cursor() {
        return online.cursor
      },
      reading: async (owners, read) => {
        if (isUnreadable) throw new AppError('states-damaged', `The states in ${folder} can't be read.`)
        return online.reading(owners, read)
      },
    },
    registry: createRegistry(createMemoryArtifactStore()),
    clock: () => instant(Date.UTC(2026, 10, 20, 12)),
    newId: () => `id-${++ids}`,
    stopwatch: () => 0,
    version: '0.0.0',
    onFault: (error) => faults.push(error),
    libraries: {
      records: {
        read: () => [],
        write: () => {},
        get amiss() {
          return isUnreadable
            ? new AppError('storage-failed', 'The list of libraries is damaged.')
            : undefined
        },
      },
      open: () => expect.fail('there is no library'),
    },
  })
  const song = {
    title: 'Song',
    artists: [{ id: artistId('artist'), name: 'Artist' }],
    featured: [],
    release: { id: releaseId('release'), title: 'Release' },
    tags: ['folk'],
    year: 2020,
  }
  await catalog.upsert([
    { ...song, id: trackId('song'), recordingId: recordingId('song'), audioPath },
    { ...song, id: trackId('other'), recordingId: recordingId('other'), title: 'Other' },
    {
      ...song,
      id: trackId('later'),
      recordingId: recordingId('later'),
      title: 'Later',
      availability: { from: instant(Date.UTC(2100, 0)) },
    },
    { ...song, id: trackId('barred'), recordingId: recordingId('barred'), title: 'Barred' },
  ])
  const barred = [
    { kind: 'track', id: 'barred' },
    { kind: 'release', id: 'lifted' },
    { kind: 'release', id: 'closed' },
    { kind: 'artist', id: 'shut' },
  ] as const
  await catalog.takeDown(barred, instant(0))
  const app = await createHttpApp(services, {
    version: '0.0.0',
    loopbackOnly: true,
    onFault: (error) => faults.push(error),
  })
  const listener = await listenOn({ host: '127.0.0.1', port: 0 }, app)
  return {
    url: listener.url,
    folder,
    /** What the log of the server was told. */
    faults,
    /** The events of the server, past its door. */
    log,
    fillDisk: (full: boolean) => {
      isFull = full
    },
    /** What was said and worked out can't be read; what is in memory can. */
    losePast: (lost: boolean) => {
      isUnreadable = lost
    },
    train: () => serving.train(() => {}, new AbortController().signal),
    close: async () => {
      await listener.close()
      await app.close()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type ServedInMemory = Awaited<ReturnType<typeof serveInMemory>>
