import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { createFilesArtifactStore } from '#adapters/artifacts'
import { fetchFreemusicc, readFreemusicc, readLibrary } from '#adapters/files'
import {
  openFolderLock,
  openSqliteCatalogStore,
  openSqliteEventLog,
  openSqliteStateStore,
} from '#adapters/sqlite'
import { openCatalog } from '#catalog'
import { type Clock, instant, secondMs, type TrackId, toAppError } from '#domain'
import { type AboutData, type Outside, type Platform, runCli } from '#edges/cli'
import { features as allFeatures, createFeatures, replay } from '#features'
import { createIntake, createJournal } from '#log'
import { createRegistry } from '#models'
import { createFreshness, createModelShelf, createTelemetry } from '#operations'
import {
  createCrowdReads,
  createDecisions,
  createListenerShelf,
  createReads,
  createServe,
  createTrackIndex,
  home,
  nowPlaying,
  session,
  similar,
} from '#surfaces'

/**
 * The only wiring: every adapter is chosen here and nowhere else. What is opened is closed in the opposite
 * order, whatever fails in between, and the folder lock goes last.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const version = String(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
)
const clock: Clock = () => instant(Date.now())
const surfaces = [home, nowPlaying, session, similar]
const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
const onFault = (thrown: unknown, requestId: string) => {
  const { code, message, stack } = toAppError(thrown)
  log.error({ code, requestId, stack: code === 'internal' ? stack : undefined }, message)
}

/** UUID version 7 (RFC 9562): milliseconds first, so that ids sort by time and index pages stay warm. */
const newId = (): string => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(clock(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Runs the closers in the opposite order of their opening, once. */
const createClosers = () => {
  const closers: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  return {
    add: (close: () => unknown) => void closers.push(close),
    close: () =>
      (closing ??= (async () => {
        for (const close of closers.reverse()) await close()
      })()),
  }
}

const openPlatform: Outside['openPlatform'] = async (folder, onReplay) => {
  const closers = createClosers()
  try {
    return await openParts(folder, closers, onReplay)
  } catch (thrown) {
    await closers.close()
    throw thrown
  }
}

const openParts = async (
  folder: string,
  closers: ReturnType<typeof createClosers>,
  onReplay: (done: number, total: number) => void,
): Promise<Platform> => {
  await mkdir(folder, { recursive: true })
  const lock = openFolderLock(folder)
  closers.add(() => lock.release())
  const eventLog = await openSqliteEventLog({ path: join(folder, 'log.db') })
  closers.add(() => eventLog.close())
  const catalogStore = openSqliteCatalogStore({ path: join(folder, 'catalogue.db') })
  closers.add(() => catalogStore.close())
  const catalog = openCatalog(catalogStore)
  const stateStore = openSqliteStateStore({
    path: join(folder, 'state.db'),
    features: allFeatures.map(({ id }) => id),
  })
  closers.add(() => stateStore.close())
  const features = createFeatures({
    store: stateStore,
    features: allFeatures,
    flushFailed: (error) => onFault(error, 'flush'),
  })
  closers.add(() => features.flush())
  await replay(eventLog, features, { progress: onReplay })
  const flushing = setInterval(
    () => void features.flush().catch((error: unknown) => onFault(error, 'flush')),
    2 * secondMs,
  )
  closers.add(() => clearInterval(flushing))

  const telemetry = createTelemetry()
  const index = createTrackIndex(catalog)
  const listeners = createListenerShelf({ features, catalog, index })
  const journal = createJournal({
    log: eventLog,
    folds: [(recorded) => features.fold(recorded), listeners.follow],
  })
  const describe = (id: TrackId) => {
    const track = catalog.get(id)
    if (track === undefined) return undefined
    const artistIds = [...track.artists, ...track.featured].map((artist) => artist.id)
    return {
      artistIds,
      tags: track.tags,
      ...(track.durationMs !== undefined && { durationMs: track.durationMs }),
    }
  }
  const shelf = await createModelShelf({
    catalog,
    log: eventLog,
    clock,
    registry: createRegistry(createFilesArtifactStore(join(folder, 'models'))),
  })
  const freshness = createFreshness({
    shelf,
    log: eventLog,
    catalog,
    onFault: (error) => onFault(error, 'training'),
  })
  closers.add(() => freshness.stop())
  let about: AboutData = { source: catalog.size === 0 ? 'empty' : 'other', label: folder, simulated: null }
  return {
    services: {
      catalog,
      log: eventLog,
      journal,
      features,
      telemetry,
      clock,
      newId,
      intake: createIntake({ journal, clock, describe }),
      readsFor: createReads({
        catalog,
        index,
        listeners,
        crowd: createCrowdReads(features, catalog),
        models: shelf.current,
      }),
      serve: createServe({ journal, stopwatch: () => performance.now(), observe: telemetry.slateServed }),
      decisions: createDecisions({ log: eventLog, catalog, surfaces }),
      about: () => ({
        name: 'segue',
        version,
        catalogue: {
          source: about.source,
          label: about.label,
          tracks: catalog.size,
          artists: [...catalog.artists()].length,
          tags: catalog.tags().length,
        },
        simulated: about.simulated && {
          events: about.simulated.events,
          listeners: about.simulated.listeners.map((one) => ({ ...one, favourites: [...one.favourites] })),
        },
        models: shelf.manifests().map(({ name, version: of, trainedAt }) => ({
          name,
          version: of,
          trainedAt: new Date(trainedAt).toISOString(),
        })),
      }),
      readiness: () => (shelf.isTrained() ? {} : { models: 'No models yet: run `segue train`.' }),
    },
    describe: (data) => {
      about = data
    },
    train: shelf.train,
    hasModels: shelf.isTrained,
    keepFresh: freshness.start,
    close: closers.close,
  }
}

/** Decisions can be read while a server holds the folder: nothing here writes. */
const openDecisions: Outside['openDecisions'] = async (folder) => {
  const eventLog = await openSqliteEventLog({ path: join(folder, 'log.db') })
  const catalogStore = openSqliteCatalogStore({ path: join(folder, 'catalogue.db') })
  return {
    decisions: createDecisions({ log: eventLog, catalog: openCatalog(catalogStore), surfaces }),
    close: async () => {
      catalogStore.close()
      await eventLog.close()
    },
  }
}

const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // Asked twice, it goes at once: everything acknowledged is durable anyway.
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  })
}

process.exitCode = await runCli(process.argv.slice(2), {
  clock,
  version,
  screen: process.stderr,
  out: (text) => void process.stdout.write(`${text}\n`),
  consoleFolder: join(root, 'console', 'dist'),
  signal: stopping.signal,
  openPlatform,
  openDecisions,
  readLibrary,
  readDemoCatalogue: async (cacheFolder) =>
    readFreemusicc(await fetchFreemusicc({ mirror: process.env.SEGUE_MIRROR, cacheFolder, fetch })),
  onFault,
})
