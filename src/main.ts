import { randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import { pino } from 'pino'
import { createFilesArtifactStore, createMemoryArtifactStore, removeUnfinished } from '#adapters/artifacts'
import {
  createLibraryRecords,
  fetchFreemusicc,
  openTable,
  readFreemusicc,
  readLibrary,
  readLibraryRecords,
  watchLibrary,
} from '#adapters/files'
import { createMemoryListening } from '#adapters/memory'
import {
  createBuilderApart,
  createTrainerApart,
  endWithParent,
  endWithReader,
  memoryToSpare,
  processUsage,
  startAgain,
  stopOnSignals,
  tellBuilding,
  tellParent,
} from '#adapters/processes'
import {
  openFolderLock,
  openListening,
  openMendingCatalogStore,
  openSqliteCatalogStore,
  openSqliteEventLog,
  openSqliteStateStore,
  readLogStatistics,
  readSqliteCatalog,
  salvageLog,
} from '#adapters/sqlite'
import { holdStill, openCatalog } from '#catalog'
import { AppError, type Clock, createTimeOrderedIds, instant, toAppError } from '#domain'
import { makeFolder, type Outside, type Platform, runCli, type Told } from '#edges/cli'
import { aggregateFeatures, features as allFeatures, openAggregates, openFeatures } from '#features'
import { createRegistry, createTrainer, rankerIn } from '#models'
import {
  assembleServices,
  type Closers,
  createClosers,
  createFreshness,
  createHousekeeping,
  createRankerTrainer,
  newsOfScan,
  trainKeepingRanker,
  watchLibraries,
} from '#operations'
import { createDecisions, surfaces } from '#surfaces'

/**
 * The only wiring: every adapter is chosen here and nowhere else. What is opened is closed in the opposite
 * order, whatever fails in between, and the folder lock goes last.
 */
const root = join(import.meta.dirname, '..')
const again = startAgain(process.execArgv, import.meta.filename)
const words = process.argv.slice(2)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
/** Done apart: without the process that waits for it, it would hold the folder, or write into it, for nobody. */
const worksForParent =
  process.send !== undefined && ['--build-only', '--apart'].some((word) => words.includes(word))
const stopping = stopOnSignals({ worksForParent })
if (worksForParent) endWithParent()
const clock: Clock = () => instant(Date.now())
const stopwatch = () => performance.now()
const newId = createTimeOrderedIds(clock, randomFillSync)
const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
const logFault = (thrown: unknown, where: { readonly requestId: string } | { readonly part: string }) => {
  const { code, message, stack } = toAppError(thrown)
  log.error({ code, ...where, stack: code === 'internal' ? stack : undefined }, message)
}
const onFault = (thrown: unknown, part: string) => logFault(thrown, { part })

const openPlatform: Outside['openPlatform'] = async (folder, onReplay, told) => {
  const closers = createClosers()
  return openParts(folder, closers, onReplay, told).catch(async (thrown: unknown) => {
    await closers.close()
    throw thrown
  })
}

type OnReplay = Parameters<Outside['openPlatform']>[1]

const catalogIn = (folder: string) => readSqliteCatalog(join(folder, 'catalogue.db'))
const registryIn = (folder: string) => createRegistry(createFilesArtifactStore(join(folder, 'models')))

/** The stores of a data folder, and the features caught up with the log. */
const openStores = async (folder: string, closers: Closers, onReplay: OnReplay) => {
  makeFolder(folder)
  const lock = openFolderLock(folder)
  closers.add(() => lock.release())
  const eventLog = await openSqliteEventLog({ path: join(folder, 'log.db') })
  closers.add(() => eventLog.close())
  const catalogStore = openMendingCatalogStore({
    path: join(folder, 'catalogue.db'),
    onFault: (error) => onFault(error, 'catalogue'),
  })
  closers.add(() => catalogStore.close())
  const statesIn = (file: string, folded: typeof allFeatures) => () => {
    const features = folded.map(({ id }) => id)
    return openSqliteStateStore({ path: join(folder, file), features, log: eventLog.identity })
  }
  const features = await openFeatures({
    openStore: statesIn('state.db', allFeatures),
    features: allFeatures,
    log: eventLog,
    onFault: (error) => onFault(error, 'states'),
    progress: onReplay,
    signal: stopping,
  })
  closers.add(() => features.close())
  stopping.throwIfAborted()
  const catalog = openCatalog(catalogStore)
  const aggregates = await openAggregates({
    openStore: statesIn('aggregates.db', aggregateFeatures),
    log: eventLog,
    catalog,
    onFault: (error) => onFault(error, 'aggregates'),
  })
  closers.add(() => aggregates.close())
  return { log: eventLog, catalogStore, catalog, features, aggregates, registry: registryIn(folder) }
}

const trainerApart = (what: 'models' | 'ranker', folder: string) =>
  createTrainerApart({ what, args: [...again, 'train', '--apart', what, '--data', folder] })

const openParts = async (
  folder: string,
  closers: Closers,
  onReplay: OnReplay,
  told?: Told,
): Promise<Platform> => {
  const stores = await openStores(folder, closers, onReplay)
  const { log: eventLog, catalogStore, catalog, features } = stores
  let isServing = false
  const { services, serving, describe, followers } = await assembleServices({
    ...stores,
    train: trainerApart('models', folder),
    learnRanker: trainerApart('ranker', folder),
    versionsKept: told?.modelVersions,
    market: told?.market,
    isRanked: told?.ranker,
    ...{ clock, newId, stopwatch, version },
    libraries: {
      records: createLibraryRecords(folder, (error) => onFault(error, 'library')),
      open: readLibrary,
      onScan(scan) {
        // Before it serves, the command line tells what its scans found.
        const news = isServing && newsOfScan(scan)
        if (news) log[news.level](news.found, 'library scanned')
        if (isServing) freshness.look()
      },
    },
    storesAmiss: [() => catalogStore.amiss, () => eventLog.amiss],
    onFault: (error) => onFault(error, 'models'),
    onFollowerFault: onFault,
  })
  closers.add(() => followers.close())
  stopping.throwIfAborted()
  const freshness = createFreshness({
    serving,
    log: eventLog,
    catalog,
    onFault: (error) => onFault(error, 'training'),
  })
  closers.add(() => freshness.stop())
  const housekeeping = createHousekeeping({
    clock,
    flush: () => Promise.all([features.flush(), followers.save()]),
    checks: [
      () => eventLog.lookThrough(),
      () => features.check(),
      () => followers.check(),
      () => serving.check(),
      () => freshness.look(),
      () => catalogStore.check(),
    ],
    newestDecision: async () => (await eventLog.decisions({ limit: 1 }))[0]?.event.at,
    pruneDecisions: (kept) => eventLog.prune(kept),
    onFault: (error) => onFault(error, 'housekeeping'),
  })
  closers.add(() => housekeeping.stop())
  const watching = watchLibraries({
    clock,
    libraries: services.libraries,
    watch: watchLibrary,
    onUnwatched: (label, reason) =>
      log.warn({ label, reason }, 'library can not be watched: it is scanned every ten minutes instead'),
    onAway: (label, away) => {
      if (away)
        log.warn({ label }, 'library is away: its tracks stay, and it is looked for every ten seconds')
      else log.info({ label }, 'library is back')
    },
    onFault: (error) => onFault(error, 'library'),
  })
  closers.add(() => watching.stop())
  return {
    services,
    describe,
    train: serving.train,
    learnRanker: serving.learn,
    hasModels: serving.isTrained,
    tend(kept) {
      isServing = true
      freshness.start()
      housekeeping.start(kept)
      watching.start()
    },
    close: closers.close,
  }
}

const openDecisions: Outside['openDecisions'] = async (folder) => {
  const { log: store, catalog, close } = openListening(folder)
  const rankerOf = rankerIn(registryIn(folder))
  return { decisions: createDecisions({ store, catalog, surfaces, rankerOf }), close: async () => close() }
}

const storesInMemory = () => ({
  ...createMemoryListening(),
  registry: createRegistry(createMemoryArtifactStore()),
  stopwatch,
})

const inMemory: Outside['inMemory'] = () => ({
  ...storesInMemory(),
  catalog: openCatalog(openSqliteCatalogStore({ path: ':memory:' })),
})

/** The log and the catalogue are another process's, which holds the folder: they are read, and only models written. */
const trainForParent = async (folder: string, what: 'models' | 'ranker') => {
  const send = process.send?.bind(process)
  if (send === undefined)
    throw new AppError('invalid-config', '`--apart` is for Segue itself: train with `segue train`.')
  process.exitCode = await tellParent({
    train: async (onProgress, signal) => {
      // One training at a time, and the parent promotes after it: nobody else writes now.
      await removeUnfinished(join(folder, 'models'))
      const { log, catalog } = openListening(folder)
      const own = { registry: registryIn(folder), clock, log }
      const openStores = () => ({ ...storesInMemory(), catalog: holdStill(catalog) })
      const train = {
        models: trainKeepingRanker({ ...own, train: createTrainer({ ...own, catalog }) }),
        ranker: createRankerTrainer({ ...own, openStores, mostBytes: memoryToSpare }),
      }
      return train[what](onProgress, signal)
    },
    signal: stopping,
    stopwatch,
    // To a parent that is gone there is nothing to say.
    send: (message) => new Promise((sent) => void send(message, () => sent())),
  })
}

endWithReader()

const code = await runCli(words, {
  clock,
  version,
  screen: process.stderr,
  out: (text) => void process.stdout.write(`${text}\n`),
  consoleFolder: join(root, 'console', 'dist'),
  signal: stopping,
  newId,
  openPlatform,
  readLibrary,
  openTable,
  inMemory,
  openListening,
  usage: processUsage,
  mostHeapBytes: getHeapStatistics().heap_size_limit,
  readLibraries: readLibraryRecords,
  readTakedowns: (folder) => catalogIn(folder).takedowns(),
  openDecisions,
  salvageLog: async (folder, backup) => {
    const lock = openFolderLock(folder)
    const [from, to] = [join(folder, 'log.db'), join(folder, 'salvaged-log.db')]
    return salvageLog({ from, backup, to, signal: stopping }).finally(() => lock.release())
  },
  readLogStatistics: (folder) => readLogStatistics(join(folder, 'log.db')),
  buildApart: createBuilderApart({ args: [...again, ...words, '--build-only'], signal: stopping }),
  tell: worksForParent ? tellBuilding(process, stopwatch) : undefined,
  worksForParent,
  trainForParent,
  readDemoCatalogue: async (cacheFolder, timeoutMs) =>
    readFreemusicc(
      await fetchFreemusicc({ mirror: process.env.SEGUE_MIRROR, cacheFolder, fetch, timeoutMs }),
    ),
  onFault: logFault,
})
// A training that failed has told its parent, and said by its own code that it has.
if (code !== 0) process.exitCode = code
